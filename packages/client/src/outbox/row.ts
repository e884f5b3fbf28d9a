/** A write that waits until the server has taken it. It holds text: an Idempotency-Key is bound to the bytes of its request. */
export interface OutboxRow {
  /** Idempotency-Key. */
  readonly key: string;
  /** Whose write it is: it is sent as no other user. */
  readonly uid: string;
  /** What it changes, such as a channel: rows of one entity are sent in their order, each after the answer to the one before. */
  readonly entity: string;
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  /** From `/api` on. */
  readonly path: string;
  readonly body?: string;
  /** When the user did it, in ms since 1970. */
  readonly at: number;
  /** Whether a request with it may have reached the server: from then on its text stays as it is. */
  readonly sent: boolean;
}

export type Write = Pick<OutboxRow, "entity" | "method" | "path" | "body">;

/** How a row has ended. */
export type Outcome =
  | { readonly type: "answered"; readonly body: unknown }
  /** `problem` is the error that `send` threw; the row is gone, what it showed is to be rolled back. */
  | { readonly type: "refused"; readonly problem: unknown }
  | { readonly type: "discarded" };

/** A write that the server has refused. */
export interface FailedWrite {
  readonly row: OutboxRow;
  /** Why: the error that `send` threw. */
  readonly problem: unknown;
}

export interface OutboxState {
  /** Not yet taken by the server, in order. */
  readonly rows: readonly OutboxRow[];
  /** Refused while this page was open, in order, until they are dismissed. */
  readonly failed: readonly FailedWrite[];
  /** `sign-in`: the server wants a new token first. */
  readonly waitsFor: "nothing" | "network" | "sign-in";
  /** Whether rows outlive the page. */
  readonly durable: boolean;
}
