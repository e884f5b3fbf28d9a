import type { LinkEnd } from "../stream/link.js";
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
  /** Something on the way holds streams back: go on with long polls. */
  | { readonly type: "poll" }
  /** The position counts no more: begin anew, and every channel with a position is reset. */
  | { readonly type: "forget"; readonly cause: string }
  /** These cannot be read. */
  | { readonly type: "drop"; readonly channels: readonly string[]; readonly problem: ProblemDocument }
  /** One of them cannot be read, and it was not said which. */
  | { readonly type: "probe"; readonly problem: ProblemDocument }
  | {
      readonly type: "suspend";
      readonly reason: "auth" | "elsewhere";
      readonly problem?: ProblemDocument | undefined;
    }
  | { readonly type: "stop" };

export interface Situation {
  readonly channels: readonly string[];
  /** Whether the link was a long poll, as far as is known. */
  readonly poll: boolean;
  /** Whether it was opened with a token that was fetched by force. */
  readonly forced: boolean;
  /** Whether the link had a cursor to come back with. */
  readonly resumed: boolean;
  readonly connected: boolean;
}

export function decideNext(end: LinkEnd, now: Situation): Next {
  switch (end.type) {
    case "closed":
      return { type: "stop" };
    case "failed":
      return { type: "pause", cause: end.cause };
    case "oversized":
      return { type: "forget", cause: "a frame was too large" };
    case "refused":
      return afterRefusal(end, now);
    case "ended":
      return afterEnd(end, now);
  }
}

function afterEnd({ farewell, problem, late }: Extract<LinkEnd, { type: "ended" }>, now: Situation): Next {
  if (problem?.status === 401) return afterUnauthenticated(problem, now);
  if (farewell?.reason === "connection_limit") return { type: "suspend", reason: "elsewhere" };
  if (farewell) {
    const force = farewell.reason === "token_expiring" || farewell.reason === "rights_changed";
    return { type: "again", exactMs: farewell.retryMs, cause: farewell.reason, force };
  }
  if (now.poll && now.connected) return { type: "again", exactMs: 0, cause: "poll" };
  if (late) return { type: "poll" };
  return { type: "pause", cause: "the stream broke off" };
}

function afterRefusal(end: Extract<LinkEnd, { type: "refused" }>, now: Situation): Next {
  const { status, problem } = end;
  const pause: Next = {
    type: "pause",
    cause: `status ${status}`,
    leastMs: end.retryAfterMs,
    answered: problem !== undefined,
  };
  // A page of a proxy or of Hosting says nothing of our channels.
  if (!problem) return pause;
  if (status === 401) return afterUnauthenticated(problem, now);
  const pointers = problem.errors?.map(({ pointer }) => pointer) ?? [];
  if (status === 400 && (pointers.includes("/cursor") || (now.resumed && pointers.length === 0)))
    return { type: "forget", cause: "the position is not known" };
  if (status !== 400 && status !== 403 && status !== 404) return pause;
  const named = now.channels.filter((channel) => isNamed(channel, problem));
  if (named.length > 0) return { type: "drop", channels: named, problem };
  if (now.channels.length === 1) return { type: "drop", channels: now.channels, problem };
  return { type: "probe", problem };
}

/** Never without a token instead: an anonymous stream would look well and bring less. */
const afterUnauthenticated = (problem: ProblemDocument, { forced }: Situation): Next =>
  forced
    ? { type: "suspend", reason: "auth", problem }
    : { type: "again", exactMs: 0, cause: "unauthenticated", force: true };

const isNamed = (channel: string, { errors = [] }: ProblemDocument): boolean =>
  errors.some(({ detail }) => detail === `there is no channel ${channel}`);
