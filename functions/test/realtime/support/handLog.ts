import { entryOf } from "../../../src/realtime/cursor.js";
import {
  encodeWire,
  emptyPosition,
  type LoggedEvent,
  type Position,
} from "../../../src/realtime/log/event.js";
import type { LogReader } from "../../../src/realtime/log/reader.js";
import type { StateAt } from "../../../src/realtime/snapshots.js";

/** A read that is under way: what it sees is fixed when it is `performed`, and arrives when it is `answered`. */
export interface Read {
  perform(): void;
  answer(): void;
  fail(): void;
}

/** The log of one channel in memory: a ring buffer whose reads are answered when the test says so. */
export class HandLog implements LogReader {
  readonly reads: Read[] = [];
  readonly epochs: string[] = [];
  count = 0;
  /** Reads are answered at once, with what is there then. */
  immediate = false;
  /** Characters that every event carries. */
  padding = 0;
  /** Of a keyed channel: the keys of an event. */
  keysAt: (seq: number) => string[] = () => [];
  /** The newest event of each key, whether the log still has it or not. */
  readonly newest = new Map<string, number>();
  private kept: LoggedEvent[] = [];

  constructor(
    readonly channel: string,
    readonly history: number,
  ) {}

  get position(): Position {
    const newest = this.kept.at(-1);
    return newest ? { epoch: newest.epoch, seq: newest.seq } : emptyPosition;
  }

  /** The cursor of a client that stands there. */
  entryAt(position: Position): string {
    return entryOf(this.channel, position);
  }

  append(count: number): LoggedEvent[] {
    if (this.kept.length === 0) this.epochs.push(`epoch${this.epochs.length + 1}`);
    const epoch = this.epochs.at(-1) ?? "";
    const { seq: head } = this.position;
    const sequenced = Array.from({ length: count }, (_, index) => this.event(epoch, head + 1 + index));
    for (const { seq, keys = [] } of sequenced) for (const key of keys) this.newest.set(key, seq);
    this.kept = [...this.kept, ...sequenced].slice(-this.history);
    return sequenced;
  }

  /** What a lowered history leaves: some events, then none, then the ring. */
  lose(from: number, to: number): void {
    this.kept = this.kept.filter(({ seq }) => seq < from || seq > to);
  }

  wipe(): void {
    this.kept = [];
    this.newest.clear();
  }

  head(): Promise<Position> {
    return this.read(() => this.position);
  }

  from(_: string, seq: number, limit: number): Promise<LoggedEvent[]> {
    return this.read(() => this.kept.filter((event) => event.seq >= seq).slice(0, limit));
  }

  state(): Promise<StateAt> {
    return this.read(() => {
      const entries = [...this.newest].map(([key, seq]) => ({ key, seq, data: {} }));
      return { position: this.position, entries };
    });
  }

  private event(epoch: string, seq: number): LoggedEvent {
    const type = "system:health_update";
    const id = `${epoch}-${seq}`;
    const wire = encodeWire({
      id,
      channel: this.channel,
      type,
      seq,
      at: "",
      data: { epoch, padding: "x".repeat(this.padding) },
    });
    const keys = this.keysAt(seq);
    return { channel: this.channel, epoch, seq, id, type, wire, ...(keys.length > 0 && { keys }) };
  }

  private read<T>(look: () => T): Promise<T> {
    this.count++;
    if (this.immediate) return Promise.resolve(look());
    return new Promise((resolve, reject) => {
      let seen: { value: T } | undefined;
      const perform = (): void => {
        seen ??= { value: look() };
      };
      const done = (): void => {
        this.reads.splice(this.reads.indexOf(read), 1);
      };
      const read: Read = {
        perform,
        answer: () => {
          perform();
          done();
          if (seen) resolve(seen.value);
        },
        fail: () => {
          done();
          reject(new Error("the log does not answer"));
        },
      };
      this.reads.push(read);
    });
  }
}
