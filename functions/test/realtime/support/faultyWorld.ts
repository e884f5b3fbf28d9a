import fc from "fast-check";
import type { Channel } from "@firecast/contract/core/channel";
import { DeadlineExceeded } from "../../../src/platform/firestore/grpc.js";
import { randomIds } from "../../../src/platform/ids.js";
import type { EventLog, RawAppend } from "../../../src/realtime/log/eventLog.js";
import type { LoggedEvent } from "../../../src/realtime/log/event.js";
import { faultyFirestore, grpcError, unavailable } from "./faultyFirestore.js";
import { MemoryFirestore } from "./memoryFirestore.js";
import { aChannel, anAppend, range, testLog } from "./testLog.js";

/**
 * What happens to one commit; what is `late` takes effect, or tries to, after it has been given up. `odd` errors have no
 * code, `signed out` is UNAUTHENTICATED.
 */
export type Mishap =
  | "none"
  | "before"
  | "after"
  | "aborted"
  | "again"
  | "late"
  | "odd before"
  | "odd after"
  | "odd late"
  | "signed out"
  | "signed out late";
const mishaps = [
  "none",
  "none",
  "none",
  "none",
  "before",
  "after",
  "aborted",
  "again",
  "late",
  "late",
  "odd before",
  "odd after",
  "odd late",
  "signed out",
  "signed out late",
] as const;
export const isLate = (mishap: Mishap): boolean => mishap.endsWith("late");

/**
 * One append: events for one channel or for two at once, and whether its own write is refused or guarded by a document
 * that another one makes too.
 */
const anAttempt = fc.record({
  size: fc.integer({ min: 1, max: 3 }),
  into: fc.constantFrom("channel", "channel", "both", "other"),
  own: fc.constantFrom("plain", "plain", "plain", "refused", "guarded"),
});
export const aProcess = fc.record({
  mishaps: fc.array(fc.tuple(fc.constantFrom<Mishap>(...mishaps), fc.nat(12)), {
    size: "max",
    maxLength: 12,
  }),
  /** Which reads fail, and how long they take. */
  reads: fc.array(fc.tuple(fc.boolean(), fc.nat(6)), { size: "max", maxLength: 10 }),
  /** Appends that start together, then together again, … */
  bursts: fc.array(fc.array(anAttempt, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
});
export type Attempt = typeof anAttempt extends fc.Arbitrary<infer A> ? A : never;
type Process = typeof aProcess extends fc.Arbitrary<infer P> ? P : never;

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
};

/** Some processes on one channel, and on another that gets copies, in one Firestore, each with its own bad luck. */
export class World {
  readonly memory = new MemoryFirestore();
  readonly channel: Channel = aChannel();
  readonly other: Channel = aChannel();
  readonly answered: LoggedEvent[] = [];
  readonly copied: LoggedEvent[] = [];
  readonly refusals: unknown[] = [];

  private happened = 0;
  private readonly due: { at: number; act: () => void }[] = [];

  constructor() {
    this.memory.pause = () => this.step();
  }

  /** Something happened; what was to come then comes now. */
  async step(): Promise<void> {
    this.happened++;
    for (const { at, act } of this.due) if (at === this.happened) act();
    await turns(1);
  }

  /** Acts when so many more things have happened, or at the end. */
  later(steps: number, act: () => void): void {
    this.due.push({ at: this.happened + steps, act });
  }

  /** What was still to come has come. */
  async end(): Promise<void> {
    for (const { at, act } of this.due) if (at > this.happened) act();
    await turns(3);
  }

  async run({ bursts, ...luck }: Process): Promise<void> {
    const log = this.logOf(luck);
    for (const burst of bursts) {
      const appended = await Promise.allSettled(burst.map((attempt) => log.append(this.appendOf(attempt))));
      for (const [index, outcome] of appended.entries()) {
        if (outcome.status === "rejected") this.refusals.push(outcome.reason);
        else {
          this.answered.push(...outcome.value);
          if (burst[index]?.into === "both") this.copied.push(...outcome.value);
        }
      }
    }
  }

  private appendOf({ size, own, into }: Attempt): RawAppend {
    const events = range(1, size).map((n) => ({ type: "test:event", data: n }));
    const document = this.memory
      .asFirestore()
      .doc(own === "plain" ? `tests/${randomIds.next()}` : `tests/${own}`);
    return anAppend(into === "other" ? this.other : this.channel, "", {
      events,
      copies: into === "both" ? [this.other] : [],
      creates: own === "guarded" ? [document] : [],
      writes: (batch) => {
        if (own === "refused") batch.update(document, {});
        else batch.create(document, {});
      },
    });
  }

  private logOf({ mishaps: luck, reads }: Omit<Process, "bursts">): EventLog {
    const firestore = faultyFirestore(this.memory.asFirestore(), async (commit, attempt) => {
      const [mishap, patience] = luck[attempt] ?? ["none", 0];
      await this.step();
      const late = (error: Error): never => {
        this.later(patience, () => void commit().catch(() => undefined));
        throw error;
      };
      switch (mishap) {
        case "before":
          throw unavailable();
        case "aborted":
          throw grpcError(10);
        case "after":
          await commit();
          throw new DeadlineExceeded("append", 4000);
        case "again":
          await commit();
          return commit();
        case "late":
          return late(new DeadlineExceeded("append", 4000));
        case "odd before":
          throw new TypeError("the client has a bug");
        case "odd after":
          await commit();
          throw new TypeError("the client has a bug");
        case "odd late":
          return late(new TypeError("the client has a bug"));
        case "signed out":
          throw grpcError(16);
        case "signed out late":
          return late(grpcError(16));
        case "none":
          return commit();
      }
    });
    const reader = this.memory.reader();
    let count = 0;
    const slowly = async <T>(read: () => Promise<T>): Promise<T> => {
      const [fails, patience] = reads[count++] ?? [false, 0];
      await turns(patience);
      await this.step();
      if (fails) throw unavailable();
      const seen = await read();
      await this.step();
      return seen;
    };
    return testLog({
      firestore,
      random: () => 0,
      reader: {
        head: (channel) => slowly(() => reader.head(channel)),
        from: (...query) => slowly(() => reader.from(...query)),
        tail: (...query) => slowly(() => reader.tail(...query)),
      },
    });
  }
}
