import type { ProblemDocument } from "../../types/errors.js";

/** What is wrong between a test server and its clients. */
export interface Network {
  /** Answers arrive when they have ended. */
  buffered: boolean;
  /** Connections stay, and nothing comes through. */
  frozen: boolean;
  down: boolean;
  refusals: Refusal[];
}

export interface Refusal {
  readonly status: number;
  readonly path: string;
  times: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: the answer is a proxy's page. */
  readonly problem: ProblemDocument | null;
}

export const clearNetwork = (): Network => ({ buffered: false, frozen: false, down: false, refusals: [] });

/** The answer of whatever stands in the way of a request; undefined if nothing does. */
export function refusalOf(network: Network, path: string): Response | undefined {
  const refusal = network.refusals.find((one) => path.includes(one.path));
  if (!refusal) return undefined;
  if (--refusal.times === 0) network.refusals = network.refusals.filter((one) => one !== refusal);
  const { status, headers, problem } = refusal;
  return new Response(problem === null ? "<html>" : JSON.stringify({ ...problem, status }), {
    status,
    headers,
  });
}

export const problemAnswer = (problem: ProblemDocument): Response =>
  Response.json(problem, { status: problem.status, headers: { "Content-Type": "application/problem+json" } });

export const notFound: ProblemDocument = {
  ...{ type: "urn:firecast:problem:not-found", title: "Not found", status: 404 },
};
export const unauthenticated: ProblemDocument = {
  ...{ type: "urn:firecast:problem:unauthenticated", title: "Sign in first", status: 401 },
};
