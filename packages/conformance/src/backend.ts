import type { Server } from "./transport.js";

export interface User {
  readonly uid: string;
  readonly token: string;
}

/** What the suite needs of the backend beside streams. */
export interface Backend {
  /** Two processes that serve the same data. */
  readonly first: Server;
  readonly second: Server;
  /** A process of the suite's own, where at most 200 KB wait for a slow reader. */
  readonly third: Server;
  /** Ends that process as a platform does: it has some seconds to send its clients away. */
  stopThird(): Promise<void>;
  aUser(): Promise<User>;
  /** A channel with a log of 50 events, which only this user reads and writes. */
  ownChannel(user: User): string;
  /** Appends durable events to the user's own channel, in one commit. Resolves once they are in the log. */
  append(user: User, ...payloads: unknown[]): Promise<void>;
  /** A channel that two users share. */
  aRoom(): Promise<Room>;
  /** An empty channel whose kind sends 20 events that are appended together as one `batch`. */
  aBulkChannel(): Promise<BulkChannel>;
  /** Deletes a channel's log, as an operator may. */
  wipe(channel: string): Promise<void>;
}

export interface Room {
  readonly channel: string;
  readonly owner: User;
  readonly guest: User;
  /** A durable event, caused by the owner. */
  say(text: string): Promise<void>;
  /** An ephemeral event, caused by the owner. */
  type(): Promise<void>;
  /** Takes the guest's right to the channel away. */
  removeGuest(): Promise<void>;
}

export interface BulkChannel {
  readonly channel: string;
  /** May read it. */
  readonly reader: User;
  /** The process that appends. */
  readonly appends: Server;
  /** Appends so many durable events, in one commit. */
  append(count: number): Promise<void>;
}
