/** RFC 9457 problem document, as the server's answers and its `error` frames carry it. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly { readonly in: string; readonly pointer: string; readonly detail: string }[];
}

/**
 * What went wrong:
 * - `refused`: the channel cannot be read (403, 404, or the right was taken away). The subscription has ended.
 * - `unauthenticated`: see the state `suspended("auth")`.
 * - `frame`: a frame was broken, larger than 8 MB or of an unknown kind, and was skipped.
 * - `invalid`: `validate` refused an event; it was skipped.
 * - `handler`: a handler, a listener or a saver threw. The others went on.
 * - `refetch`: `refetch` failed, and is tried again.
 * - `connection`: an attempt to connect failed.
 * - `request`: `send` or `request` was refused, with the server's problem.
 */
export type RealtimeErrorCode =
  "refused" | "unauthenticated" | "frame" | "invalid" | "handler" | "refetch" | "connection" | "request";

export class RealtimeError extends Error {
  readonly channel: string | undefined;
  readonly problem: ProblemDocument | undefined;

  constructor(
    readonly code: RealtimeErrorCode,
    message: string,
    details: { channel?: string; problem?: ProblemDocument | undefined; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "RealtimeError";
    this.channel = details.channel;
    this.problem = details.problem;
  }
}
