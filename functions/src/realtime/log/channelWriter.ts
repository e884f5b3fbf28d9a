import { setTimeout as delay } from "node:timers/promises";
import type { DocumentReference, WriteBatch } from "firebase-admin/firestore";
import { minutes, seconds } from "../../platform/clock.js";
import { AlreadyCreated } from "../../platform/alreadyCreated.js";
import { isConflict, isTransient, within } from "../../platform/grpc.js";
import { unavailable } from "../../platform/problems.js";
import type { EventLogDeps } from "./deps.js";
import { eventAt, type LoggedEvent, type Position } from "./event.js";
import { displacedBy, type Entry, placeAfter } from "./plan.js";

/** One caller's append, waiting for its place. */
export interface Pending {
  readonly entries: readonly Entry[];
  readonly writes: ((batch: WriteBatch, events: readonly LoggedEvent[]) => void) | undefined;
  readonly creates: readonly DocumentReference[];
  resolve(events: LoggedEvent[]): void;
  reject(error: unknown): void;
}

const maxGroup = 100;
/** After that long without a word from the log, the head is read again. */
const trustHeadFor = minutes(1);
/** An append that is not through by then is answered `unavailable`. */
const giveUpAfter = seconds(8);
const commitWithin = seconds(4);

/**
 * The writer of one channel on this instance: one commit at a time, everything that waits goes into the next one.
 *
 * Why it is safe: a commit creates its events by number, so of two writers one fails and looks again. A failed or
 * unanswered commit is looked up by its event ids before anything is tried anew, so an attempt that did take effect is
 * found and never repeated. With a remembered head the commit also requires the event before it, so a log that was
 * wiped meanwhile is noticed and never continued with a hole.
 */
export class ChannelWriter {
  private readonly queue: Pending[] = [];
  private running = false;
  private head: (Position & { knownAt: number }) | undefined;

  constructor(
    private readonly channel: string,
    private readonly history: number,
    private readonly deps: EventLogDeps,
  ) {}

  add(pending: Pending): void {
    this.queue.push(pending);
    if (!this.running) void this.run();
  }

  observed(seen: Position): void {
    if (this.running || !this.head || seen.seq <= this.head.seq || seen.epoch !== this.head.epoch) return;
    this.remember(seen);
  }

  private async run(): Promise<void> {
    this.running = true;
    // The callers of this turn get together first.
    await Promise.resolve();
    while (this.queue.length > 0) await this.commitGroup(this.queue.splice(0, maxGroup));
    this.running = false;
  }

  /** Settles every member: resolved with its events, or rejected. Never rejects itself. */
  private async commitGroup(members: Pending[]): Promise<void> {
    const deadline = this.deps.clock.now() + giveUpAfter;
    let left = members;
    for (let attempt = 0; left.length > 0; attempt++) {
      let first: number | undefined;
      try {
        const remembered = this.rememberedHead();
        const head = remembered ?? (await this.readHead());
        first = head.seq + 1;
        const placed = await this.commit(left, head, remembered !== undefined);
        this.settle(left, placed);
        return;
      } catch (error) {
        const givenUp = this.deps.clock.now() > deadline;
        if (givenUp) this.deps.log.error("log.append.given_up", error, { channel: this.channel, attempt });
        left = givenUp
          ? this.rejectAll(left, unavailable(error))
          : await this.recover(left, first, error, attempt);
      }
    }
  }

  private async commit(
    members: readonly Pending[],
    head: Position,
    remembered: boolean,
  ): Promise<LoggedEvent[]> {
    const { firestore } = this.deps;
    const entries = members.flatMap((member) => member.entries);
    const placed = placeAfter(this.channel, head, entries);
    const batch = firestore.batch();
    if (remembered && head.seq > 0)
      batch.update(eventAt(firestore, this.channel, head.seq), { followed: true });
    for (const event of placed) batch.create(eventAt(firestore, this.channel, event.seq), { ...event });
    for (const seq of displacedBy(placed, this.history)) batch.delete(eventAt(firestore, this.channel, seq));
    let taken = 0;
    for (const { entries: own, writes } of members) {
      writes?.(batch, placed.slice(taken, taken + own.length));
      taken += own.length;
    }
    await within(commitWithin, `append to ${this.channel}`, batch.commit());
    return placed;
  }

  /** After a failed attempt: settles whom it can, answers whom to try again. */
  private async recover(
    members: Pending[],
    first: number | undefined,
    error: unknown,
    attempt: number,
  ): Promise<Pending[]> {
    this.head = undefined;
    const conflict = isConflict(error);
    if (!conflict && !isTransient(error)) return this.isolate(members, error);
    // A lost race is retried soon; anything else gives the log time to breathe. Full jitter keeps rivals apart.
    await delay(this.deps.random() * Math.min(1000, (conflict ? 5 : 50) * 2 ** attempt));
    if (first === undefined) return members;
    try {
      const { left, moved } = await this.reconcile(members, first);
      return conflict && !moved ? await this.isolate(left, error) : left;
    } catch {
      return members;
    }
  }

  /** Looks up what happened since `first`: which members are in the log after all, and whom a created document refuses. */
  private async reconcile(
    members: readonly Pending[],
    first: number,
  ): Promise<{ left: Pending[]; moved: boolean }> {
    const guards = members.flatMap((member) => member.creates);
    // Guards before events: a guard that one's own late commit made is then explained by its events.
    const existing = guards.length > 0 ? await this.existing(guards) : new Set<string>();
    const since = await this.deps.reader.from(this.channel, first, this.history);
    const known =
      this.head === undefined && first > 1 && since.length === 0 ? await this.readHead() : undefined;
    const byId = new Map(since.map((event) => [event.id, event]));

    const left: Pending[] = [];
    for (const member of members) {
      const found = member.entries.flatMap(({ id }) => byId.get(id) ?? []);
      const refused = member.creates.find((document) => existing.has(document.path));
      if (found.length === member.entries.length) this.settle([member], found);
      else if (refused) member.reject(new AlreadyCreated(refused));
      else left.push(member);
    }
    const newest = since.at(-1);
    if (newest && since.length < this.history) this.remember(newest);
    const wiped = known !== undefined && known.seq !== first - 1;
    return { left, moved: since.length > 0 || left.length < members.length || wiped };
  }

  private async existing(documents: readonly DocumentReference[]): Promise<Set<string>> {
    const snapshots = await within(commitWithin, "guards", this.deps.firestore.getAll(...documents));
    return new Set(snapshots.filter((snapshot) => snapshot.exists).map((snapshot) => snapshot.ref.path));
  }

  /** One member's own write is refused: the others must not suffer for it, so each goes alone. */
  private async isolate(members: readonly Pending[], error: unknown): Promise<Pending[]> {
    const [only, ...others] = members;
    if (only && others.length === 0) only.reject(error);
    else for (const member of members) await this.commitGroup([member]);
    return [];
  }

  private settle(members: readonly Pending[], placed: readonly LoggedEvent[]): void {
    const last = placed.at(-1);
    if (last) this.remember(last);
    const announced = this.deps.announce(placed);
    let taken = 0;
    for (const { entries, resolve } of members) {
      const own = placed.slice(taken, taken + entries.length);
      taken += entries.length;
      void announced.then(() => {
        resolve(own);
      });
    }
  }

  private rejectAll(members: readonly Pending[], error: unknown): Pending[] {
    for (const member of members) member.reject(error);
    return [];
  }

  private rememberedHead(): Position | undefined {
    const { head, deps } = this;
    return head && deps.clock.now() - head.knownAt < trustHeadFor ? head : undefined;
  }

  private async readHead(): Promise<Position> {
    const head = await this.deps.reader.head(this.channel);
    // The first event of a log gives it its epoch: a log that is deleted and begun again gets another one.
    return head.seq === 0 ? { seq: 0, epoch: this.deps.ids.next().slice(0, 8) } : head;
  }

  private remember({ epoch, seq }: Position): void {
    this.head = { epoch, seq, knownAt: this.deps.clock.now() };
  }
}
