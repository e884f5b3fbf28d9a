import type { Link, LinkEnd, Transport } from "../stream/link.js";
import type { ProblemDocument } from "../types/errors.js";

/** What a pool does after one of its links has ended. */
export type Next =
  /** `exactMs`: the server has named and spread the time. Else after a pause that grows with the failures. */
  | { readonly type: "again"; readonly exactMs: number; readonly cause: string; readonly force?: boolean }
  | {
      readonly type: "pause";
      readonly cause: string;
      readonly leastMs?: number | undefined;
      /** The server itself has said no: other requests would fare no better. */
      readonly answered?: boolean;
    }
  /** A long poll is over: the next one. */
  | { readonly type: "poll" }
  /** It does not get through: go on by what stands below it on the ladder. */
  | { readonly type: "step_down"; readonly from: Transport }
  /** The position counts no more: begin anew, and every channel with a position is reset. */
  | { readonly type: "forget"; readonly cause: string }
  /** These cannot be read. */
  | { readonly type: "drop"; readonly channels: readonly string[]; readonly problem: ProblemDocument }
  /** One of them cannot be read, and it was not said which. */
  | { readonly type: "probe"; readonly problem: ProblemDocument }
  | {
      readonly type: "suspend";
      readonly reason: "auth" | "elsewhere";
      readonly text: string;
      readonly problem?: ProblemDocument | undefined;
    }
  | { readonly type: "stop" };

/** How a link was asked for, and whether it was answered. */
type Ended = Pick<Link, "asked" | "connection">;

export function decideNext(end: LinkEnd, link: Ended): Next {
  const { transport } = link.asked;
  switch (end.type) {
    case "closed":
      return { type: "stop" };
    case "failed":
      if (transport === "socket" && !link.connection) return { type: "step_down", from: transport };
      return { type: "pause", cause: end.cause };
    case "refused":
      return afterRefusal(end, link);
    case "ended":
      return afterEnd(end, link);
  }
}

function afterEnd(
  { farewell, problem, late }: Extract<LinkEnd, { type: "ended" }>,
  { asked, connection }: Ended,
): Next {
  if (problem?.status === 401) return afterUnauthenticated(problem, asked.forced);
  if (farewell?.reason === "connection_limit")
    return { type: "suspend", reason: "elsewhere", text: "Newer connections of the user took the place." };
  if (farewell) {
    const force = farewell.reason === "token_expiring" || farewell.reason === "rights_changed";
    return { type: "again", exactMs: farewell.retryMs, cause: farewell.reason, force };
  }
  if (asked.transport === "socket" && !connection) return { type: "step_down", from: asked.transport };
  if (connection?.mode === "poll") return { type: "poll" };
  if (late) return { type: "step_down", from: asked.transport };
  return { type: "pause", cause: "the connection broke off" };
}

function afterRefusal(end: Extract<LinkEnd, { type: "refused" }>, { asked }: Ended): Next {
  const { status, problem } = end;
  const { channels } = asked;
  const pause: Next = {
    type: "pause",
    cause: `status ${status}`,
    leastMs: end.retryAfterMs,
    answered: problem !== undefined,
  };
  // A page of a proxy or of Hosting says nothing of our channels.
  if (!problem) return pause;
  if (status === 401) return afterUnauthenticated(problem, asked.forced);
  const pointers = problem.errors?.map(({ pointer }) => pointer) ?? [];
  if (
    status === 400 &&
    (pointers.includes("/cursor") || (asked.cursor !== undefined && pointers.length === 0))
  )
    return { type: "forget", cause: "the position is not known" };
  if (status !== 400 && status !== 403 && status !== 404) return pause;
  const named = channels.filter((channel) => isNamed(channel, problem));
  if (named.length > 0) return { type: "drop", channels: named, problem };
  if (channels.length === 1) return { type: "drop", channels, problem };
  return { type: "probe", problem };
}

/** Never without a token instead: an anonymous stream would look well and bring less. */
const afterUnauthenticated = (problem: ProblemDocument, forced: boolean): Next =>
  forced
    ? { type: "suspend", reason: "auth", text: "The token was refused.", problem }
    : { type: "again", exactMs: 0, cause: "unauthenticated", force: true };

const isNamed = (channel: string, { errors = [] }: ProblemDocument): boolean =>
  errors.some(({ detail }) => detail === `there is no channel ${channel}`);
