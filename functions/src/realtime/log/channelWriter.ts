import { setTimeout as delay } from "node:timers/promises";
import type { DocumentReference, WriteBatch } from "firebase-admin/firestore";
import { minutes, seconds } from "../../platform/clock.js";
import { AlreadyCreated } from "../../platform/alreadyCreated.js";
import { GrpcStatus, grpcCode, isConflict, isTransient, within } from "../../platform/grpc.js";
import { unavailable } from "../../platform/problems.js";
import type { EventLogDeps } from "./deps.js";
import { eventAt, type LoggedEvent, type Position } from "./event.js";
import { aftermathOf, displacedBy, type Entry, placeAfter } from "./plan.js";

/** One caller's append, waiting for its place. */
export interface Pending {
  readonly entries: readonly Entry[];
  readonly writes: ((batch: WriteBatch, events: readonly LoggedEvent[]) => void) | undefined;
  readonly creates: readonly DocumentReference[];
  /** Where the caller believes the log to end. */
  readonly after: Position | undefined;
  resolve(events: LoggedEvent[]): void;
  reject(error: unknown): void;
}

const maxGroup = 100;
/** After that long without a word from the log, the head is read again. */
const trustHeadFor = minutes(1);
/** An append that is not through by then is answered `unavailable`. */
const giveUpAfter = seconds(8);
const commitWithin = seconds(4);
/** Lost races after which a group is split: one of its members may be what is refused each time. */
const racesTogether = 3;

/**
 * The writer of one channel on this instance: one commit at a time, everything that waits goes into the next one.
 *
 * Why it is safe: a commit creates its events by number, so of two writers one fails and looks again. It also requires
 * the event before them, so a log that was wiped meanwhile is noticed and never continued with a hole. A failed or
 * unanswered commit is looked up by its event ids before anything is tried anew, so an attempt that did take effect is
 * found and never repeated. The next attempt goes right after what that look has seen: an attempt that is still under
 * way then finds its numbers taken, or takes them and is found by the next look.
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
    while (this.queue.length > 0) {
      const group = this.queue.splice(0, maxGroup);
      await this.commitGroup(group, this.deps.clock.now() + giveUpAfter);
    }
    this.running = false;
  }

  /** Settles every member: resolved with its events, or rejected. Never rejects itself. */
  private async commitGroup(members: readonly Pending[], deadline: number): Promise<void> {
    let left = members;
    let doubtful = false;
    try {
      for (let attempt = 0; left.length > 0; attempt++) {
        // What somebody believes is tried once: if it is wrong, the look after the attempt says what is so.
        const believed = attempt === 0 ? this.believedHead(left) : this.rememberedHead();
        const head = believed ?? (await this.persist(deadline, () => this.readHead()));
        const failure = await this.attempt(left, head);
        if (!failure) return;
        const { error } = failure;
        doubtful ||= mayHaveTakenEffect(error);
        if (this.deps.clock.now() > deadline) throw unavailable(error);
        await this.pause(isConflict(error) ? 5 : 50, attempt);
        const { refused, after } = await this.persist(deadline, () => this.lookAfter(head, left));
        if (after.type === "took_effect") {
          this.settle(left, after.placed);
          return;
        }
        for (const [member, document] of refused) member.reject(new AlreadyCreated(document));
        left = left.filter((member) => !refused.has(member));
        if (after.type === "unknown" && doubtful) throw unavailable(error);

        const explained = after.type !== "unchanged" || refused.size > 0;
        const lostRace = explained && mayBeLostRace(error) && (attempt < racesTogether || left.length === 1);
        if (lostRace || isTransient(error)) continue;
        await this.split(left, error, deadline);
        return;
      }
    } catch (error) {
      this.deps.log.error("log.append.given_up", error, { channel: this.channel });
      for (const member of left) member.reject(error);
    }
  }

  /** Undefined if it succeeded. */
  private async attempt(
    members: readonly Pending[],
    head: Position,
  ): Promise<{ error: unknown } | undefined> {
    try {
      const placed = await this.commit(members, head);
      this.remember(placed.at(-1) ?? head);
      this.settle(members, placed);
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  private async commit(members: readonly Pending[], head: Position): Promise<LoggedEvent[]> {
    const { firestore } = this.deps;
    const entries = members.flatMap((member) => member.entries);
    const placed = placeAfter(this.channel, head, entries);
    const batch = firestore.batch();
    if (head.seq > 0) batch.update(eventAt(firestore, this.channel, head.seq), { followed: true });
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

  /** Looks up what became of an attempt to commit after `head`, and whom a document refuses that exists already. */
  private async lookAfter(head: Position, members: readonly Pending[]) {
    // Guards before events: a guard that one's own late commit made is then explained by its events.
    const refused = await this.refusals(members);
    const found = await this.deps.reader.from(this.channel, Math.max(1, head.seq), this.history + 1);
    const entries = members.flatMap((member) => member.entries);
    const after = aftermathOf(this.channel, head, found, entries);
    if (after.type === "wiped") this.head = undefined;
    else this.remember(found.at(-1) ?? head);
    return { refused, after };
  }

  private async refusals(members: readonly Pending[]): Promise<Map<Pending, DocumentReference>> {
    const guards = members.flatMap((member) => member.creates);
    if (guards.length === 0) return new Map();
    const snapshots = await within(commitWithin, "guards", this.deps.firestore.getAll(...guards));
    const existing = new Set(snapshots.filter(({ exists }) => exists).map(({ ref }) => ref.path));
    return new Map(
      members.flatMap((member) => {
        const guard = member.creates.find(({ path }) => existing.has(path));
        return guard ? [[member, guard] as const] : [];
      }),
    );
  }

  /** One member's own write is refused, and the others must not suffer for it: halves find it soon. */
  private async split(members: readonly Pending[], error: unknown, deadline: number): Promise<void> {
    if (members.length === 1) {
      members[0]?.reject(error);
      return;
    }
    const half = Math.ceil(members.length / 2);
    await this.commitGroup(members.slice(0, half), deadline);
    await this.commitGroup(members.slice(half), deadline);
  }

  private settle(members: readonly Pending[], placed: readonly LoggedEvent[]): void {
    const announced = this.announce(placed);
    let taken = 0;
    for (const { entries, resolve } of members) {
      const own = placed.slice(taken, taken + entries.length);
      taken += entries.length;
      void announced.then(() => {
        resolve(own);
      });
    }
  }

  private async announce(placed: readonly LoggedEvent[]): Promise<void> {
    try {
      await this.deps.announce(placed);
    } catch (error) {
      this.deps.log.error("log.announce.failed", error, { channel: this.channel });
    }
  }

  /** Repeats a look until it succeeds. @throws what will not pass, or Problem `unavailable` when it is too late. */
  private async persist<T>(deadline: number, look: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await look();
      } catch (error) {
        if (!isTransient(error) || this.deps.clock.now() > deadline) throw unavailable(error);
        await this.pause(50, attempt);
      }
    }
  }

  /** A lost race is retried soon; anything else gives the log time to breathe. Full jitter keeps rivals apart. */
  private pause(baseMs: number, attempt: number): Promise<void> {
    return delay(this.deps.random() * Math.min(1000, baseMs * 2 ** attempt));
  }

  private rememberedHead(): Position | undefined {
    const { head, deps } = this;
    return head && deps.clock.now() - head.knownAt < trustHeadFor ? head : undefined;
  }

  /** What this writer remembers, or a caller knows better. */
  private believedHead(members: readonly Pending[]): Position | undefined {
    const remembered = this.rememberedHead();
    const told = members.findLast(({ after }) => after !== undefined)?.after;
    if (!told) return remembered;
    if (!remembered) return this.begun(told);
    return told.epoch === remembered.epoch && told.seq > remembered.seq ? told : remembered;
  }

  private async readHead(): Promise<Position> {
    return this.begun(await this.deps.reader.head(this.channel));
  }

  /** The first event of a log gives it its epoch: a log that is deleted and begun again gets another one. */
  private begun(head: Position): Position {
    return head.seq === 0 ? { seq: 0, epoch: this.deps.ids.next().slice(0, 8) } : head;
  }

  private remember({ epoch, seq }: Position): void {
    this.head = { epoch, seq, knownAt: this.deps.clock.now() };
  }
}

/** A commit that was refused did nothing; of any other that failed, nobody knows. */
const mayHaveTakenEffect = (error: unknown): boolean => isTransient(error) || grpcCode(error) === undefined;

/** The number was taken, or the event before it is gone. A condition that failed was of a member's own write. */
const mayBeLostRace = (error: unknown): boolean =>
  grpcCode(error) === GrpcStatus.alreadyExists || grpcCode(error) === GrpcStatus.notFound;
