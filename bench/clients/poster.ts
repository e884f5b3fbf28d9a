import { Agent, request } from "node:http";
import { host } from "../../scripts/project.mjs";
import type { BenchUser } from "../support/users.js";

/** Posts to one server over connections that stay open. */
export interface Poster {
  /** Resolves when the answer is there, to whether the event is in the log. */
  publish(user: BenchUser, publication: Publication): Promise<boolean>;
  close(): void;
}

export interface Publication {
  channel: string;
  type: string;
  data: unknown;
}

export function posterTo(port: number, connections: number): Poster {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    publish: ({ token }, publication) =>
      new Promise((resolve, reject) => {
        const body = JSON.stringify(publication);
        const headers = {
          Authorization: `Bearer ${token}`,
          "Content-Type": "application/json",
          "Content-Length": Buffer.byteLength(body),
        };
        const options = { host, port, agent, headers, method: "POST", path: "/api/realtime/publish" };
        request(options, (answer) => {
          answer.resume().once("end", () => {
            const { statusCode } = answer;
            if (statusCode === 201 || statusCode === 503) resolve(statusCode === 201);
            else reject(new Error(`Publishing was answered ${statusCode}`));
          });
        })
          .once("error", reject)
          .end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** Loops that publish, each its own way, for `ms`. Answers how many publications a second went through. */
export async function postFor(
  posters: number,
  ms: number,
  post: (poster: number) => Promise<boolean>,
): Promise<number> {
  const begun = performance.now();
  let posted = 0;
  const loop = async (poster: number): Promise<void> => {
    while (performance.now() - begun < ms) if (await post(poster)) posted++;
  };
  await Promise.all(Array.from({ length: posters }, (_, poster) => loop(poster)));
  return posted / ((performance.now() - begun) / 1000);
}

/** One user's requests, one after the other. */
export interface Caller {
  /** The answer's body. @throws Error unless it is a success. */
  post<Answer>(path: string, body: unknown): Promise<Answer>;
}

export function callerOf(port: number, { token }: BenchUser): Caller {
  return {
    post: async <Answer>(path: string, body: unknown) => {
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
      const request = { method: "POST", headers, body: JSON.stringify(body) };
      const answer = await fetch(`http://${host}:${port}${path}`, request);
      if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as Answer;
    },
  };
}
