import { joinCursor } from "../cursor.js";

/** The cursor of one session: the entry of each of its channels that has a log, in the order of the request. */
export class SessionCursor {
  private readonly entries = new Map<string, string>();

  constructor(
    /** Of the ticket that opened the session: goes into every cursor, and opens it again. */
    private readonly secret: string | undefined,
  ) {}

  moveTo(channel: string, entry: string): void {
    this.entries.set(channel, entry);
  }

  leave(channel: string): void {
    this.entries.delete(channel);
  }

  /** Whether the cursor is its one channel's entry: then all sessions of that kind may share the bytes of a batch. */
  get isOneEntry(): boolean {
    return this.entries.size === 1 && this.secret === undefined;
  }

  /** None for a session without any log: an empty one would make a client forget where it stands. */
  get text(): string | undefined {
    const parts = [...(this.secret === undefined ? [] : [this.secret]), ...this.entries.values()];
    return parts.length === 0 ? undefined : joinCursor(parts);
  }
}
