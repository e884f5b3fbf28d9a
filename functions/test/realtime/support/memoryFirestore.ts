import type { DocumentReference, Firestore } from "firebase-admin/firestore";
import { emptyPosition, eventsOf, type LoggedEvent, StoredEvent } from "../../../src/realtime/log/event.js";
import type { LogReader } from "../../../src/realtime/log/reader.js";
import { grpcError } from "./faultyFirestore.js";

type Ref = Pick<DocumentReference, "path">;
type Write = (documents: Map<string, object>) => void;

/** As much of Firestore as the log uses, in memory: commits are atomic, and fail with Firestore's codes. */
export class MemoryFirestore {
  private documents = new Map<string, object>();

  readonly doc = (path: string): Ref => ({ path });
  readonly collection = (path: string) => ({ path, doc: (id: string): Ref => ({ path: `${path}/${id}` }) });

  readonly batch = () => {
    const writes: Write[] = [];
    return {
      create: ({ path }: Ref, data: object) =>
        writes.push((documents) => {
          if (documents.has(path)) throw grpcError(6, `${path} exists`);
          documents.set(path, data);
        }),
      update: ({ path }: Ref, data: object) =>
        writes.push((documents) => {
          const before = documents.get(path);
          if (!before) throw grpcError(5, `${path} is missing`);
          documents.set(path, { ...before, ...data });
        }),
      delete: ({ path }: Ref) => writes.push((documents) => documents.delete(path)),
      commit: (): Promise<never[]> => {
        const after = new Map(this.documents);
        try {
          for (const write of writes) write(after);
        } catch (error) {
          return Promise.reject(error instanceof Error ? error : new Error(String(error)));
        }
        this.documents = after;
        return Promise.resolve([]);
      },
    };
  };

  /** Something may happen between two reads. */
  pause = (): Promise<void> => Promise.resolve();

  readonly getAll = async (...refs: Ref[]) => {
    const seen = refs.map((ref) => ({ ref, exists: this.documents.has(ref.path) }));
    await this.pause();
    return seen;
  };

  /** The events of a channel, as they are stored. */
  events(channel: string): LoggedEvent[] {
    const folder = `${eventsOf(this.asFirestore(), channel).path}/`;
    const paths = [...this.documents.keys()].filter((path) => path.startsWith(folder)).sort();
    return paths.map((path) => StoredEvent.parse(this.documents.get(path)));
  }

  /** The greatest `seq` of a channel; 0 if it is empty. */
  newest(channel: string): number {
    const folder = `${eventsOf(this.asFirestore(), channel).path}/`;
    let newest = 0;
    for (const path of this.documents.keys()) {
      if (path.startsWith(folder)) newest = Math.max(newest, Number(path.slice(folder.length)));
    }
    return newest;
  }

  wipe(channel: string): void {
    const folder = `${eventsOf(this.asFirestore(), channel).path}/`;
    for (const path of this.documents.keys()) if (path.startsWith(folder)) this.documents.delete(path);
  }

  reader(): LogReader {
    return {
      head: (channel) => {
        const newest = this.events(channel).at(-1);
        return Promise.resolve(newest ?? emptyPosition);
      },
      from: (channel, seq, limit) =>
        Promise.resolve(this.events(channel).filter((event) => event.seq >= seq).slice(0, limit)), // prettier-ignore
    };
  }

  asFirestore(): Firestore {
    return this as unknown as Firestore;
  }
}
