/** One frame of a stream as a client sees it. */
export interface Frame {
  readonly event: string;
  /** Where the client stands after it; undefined where it moves no cursor. */
  readonly cursor: string | undefined;
  /** Parsed from JSON. */
  readonly data: unknown;
}

/**
 * A client's end of one stream. A transport that answers piece by piece, as long polls do, asks for the next piece by
 * itself, and shows the first `connected` only.
 */
export interface Connection {
  /** The next frame in order; undefined once the stream has ended. Rejects if none comes in 20 s. */
  next(): Promise<Frame | undefined>;
  /** Stops reading: what is sent from now on fills buffers, the server's own in the end. */
  pause(): void;
  resume(): void;
  /** Leaves without a word, as a closed tab does. */
  close(): void;
}

export interface Opening {
  /** ID token of the user. */
  readonly token: string;
  readonly channels: readonly string[];
  /** Resumes right after it. */
  readonly cursor?: string | undefined;
  /** Without a cursor: begins with the newest so many events. Default: 0. */
  readonly history?: number;
}

/** What the suite is run against. */
export interface Transport {
  readonly name: string;
  /** @throws Refused if there is no stream. */
  open(server: Server, opening: Opening): Promise<Connection>;
}

export interface Server {
  readonly baseUrl: string;
}

/** The server said no, with this status. */
export class Refused extends Error {
  constructor(readonly status: number) {
    super(`The stream was refused with ${status}.`);
  }
}
