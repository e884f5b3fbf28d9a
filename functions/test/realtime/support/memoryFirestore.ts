import { type DocumentReference, type Firestore, Timestamp } from "firebase-admin/firestore";
import { emptyPosition, eventsOf, type LoggedEvent, StoredEvent } from "../../../src/realtime/log/event.js";
import type { TailReader } from "../../../src/realtime/log/reader.js";
import { grpcError } from "./faultyFirestore.js";

type Ref = Pick<DocumentReference, "path">;
/** Gives what was there before. @throws what Firestore would. */
type Write = () => { path: string; before: object | undefined };

/** As much of Firestore as the log uses, in memory: commits are atomic, and fail with Firestore's codes. */
export class MemoryFirestore {
  private commits = 0;
  /** By folder and id: a look at a channel does not pass by the others. */
  private readonly folders = new Map<string, Map<string, object>>();

  readonly doc = (path: string): Ref => ({ path });
  readonly collection = (path: string) => ({ path, doc: (id: string): Ref => ({ path: `${path}/${id}` }) });

  readonly batch = () => {
    const writes: Write[] = [];
    return {
      create: ({ path }: Ref, data: object) =>
        writes.push(() => {
          if (this.at(path)) throw grpcError(6, `${path} exists`);
          return this.put(path, { ...data });
        }),
      update: ({ path }: Ref, data: object, { lastUpdateTime }: { lastUpdateTime?: Timestamp } = {}) =>
        writes.push(() => {
          const before = this.at(path);
          if (!before) throw grpcError(5, `${path} is missing`);
          if (lastUpdateTime && !updateTimes.get(before)?.isEqual(lastUpdateTime))
            throw grpcError(9, `${path} has changed`);
          return this.put(path, { ...before, ...data });
        }),
      delete: ({ path }: Ref) => writes.push(() => this.put(path, undefined)),
      commit: (): Promise<{ writeTime: Timestamp }[]> => {
        const done: ReturnType<Write>[] = [];
        const writeTime = new Timestamp(++this.commits, 0);
        try {
          for (const write of writes) done.push(write());
          for (const { path } of done) {
            const after = this.at(path);
            if (after) updateTimes.set(after, writeTime);
          }
        } catch (error) {
          for (const { path, before } of done.reverse()) this.put(path, before);
          return Promise.reject(error instanceof Error ? error : new Error(String(error)));
        }
        return Promise.resolve(done.map(() => ({ writeTime })));
      },
    };
  };

  /** Something may happen between two reads. */
  pause = (): Promise<void> => Promise.resolve();

  readonly getAll = async (...refs: Ref[]) => {
    const seen = refs.map((ref) => {
      const data = this.at(ref.path);
      return { ref, exists: data !== undefined, data: () => data };
    });
    await this.pause();
    return seen;
  };

  /** The events of a channel, as they are stored. */
  events(channel: string): LoggedEvent[] {
    return [...this.eventsIn(channel)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, stored]) => parsed(stored));
  }

  /** The greatest `seq` of a channel; 0 if it is empty. */
  newest(channel: string): number {
    return Math.max(0, ...[...this.eventsIn(channel).keys()].map(Number));
  }

  wipe(channel: string): void {
    this.eventsIn(channel).clear();
  }

  private eventsIn(channel: string): Map<string, object> {
    return this.folder(eventsOf(this.asFirestore(), channel).path);
  }

  private folder(path: string): Map<string, object> {
    const known = this.folders.get(path) ?? new Map<string, object>();
    this.folders.set(path, known);
    return known;
  }

  private at(path: string): object | undefined {
    const end = path.lastIndexOf("/");
    return this.folder(path.slice(0, end)).get(path.slice(end + 1));
  }

  private put(path: string, after: object | undefined): ReturnType<Write> {
    const before = this.at(path);
    const end = path.lastIndexOf("/");
    const [folder, id] = [this.folder(path.slice(0, end)), path.slice(end + 1)];
    if (after) folder.set(id, after);
    else folder.delete(id);
    return { path, before };
  }

  reader(): TailReader {
    return {
      head: (channel) => {
        const newest = [...this.eventsIn(channel)].sort(([a], [b]) => (a < b ? -1 : 1)).at(-1)?.[1];
        return Promise.resolve(
          newest ? { ...parsed(newest), updateTime: updateTimes.get(newest) } : emptyPosition,
        );
      },
      tail: (channel, seq, documents) => {
        const found = this.events(channel).filter((event) => event.seq >= seq);
        const end = found.at(-1);
        if (found[0]?.seq !== seq || found.length >= documents || !end) return Promise.resolve(undefined);
        return this.reader()
          .head(channel)
          .then((head) => ({ found, end: head }));
      },
      from: (channel, seq, limit) =>
        Promise.resolve(this.events(channel).filter((event) => event.seq >= seq).slice(0, limit)), // prettier-ignore
    };
  }

  asFirestore(): Firestore {
    return this as unknown as Firestore;
  }
}

const updateTimes = new WeakMap<object, Timestamp>();
const known = new WeakMap<object, LoggedEvent>();

/** A stored document never changes: another one takes its place. */
function parsed(stored: object): LoggedEvent {
  const event = known.get(stored) ?? StoredEvent.parse(stored);
  known.set(stored, event);
  return event;
}
