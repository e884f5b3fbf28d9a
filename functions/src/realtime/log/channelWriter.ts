import type { Timestamp } from "firebase-admin/firestore";
import { seconds } from "../../platform/clock.js";
import { AlreadyCreated } from "../../platform/firestore/alreadyCreated.js";
import { grpcCode, isConflict, isTransient, within } from "../../platform/firestore/grpc.js";
import { notFound, unavailable } from "../../platform/problems.js";
import { type CommitAttempt, buildAttempt, timeOf } from "./commitAttempt.js";
import { isClosedAfter } from "./closing.js";
import type { WriterDeps } from "./deps.js";
import { type KnownHead, isSameHead, type LoggedEvent } from "./event.js";
import { preparedFor, refusedOf } from "./members.js";
import { mayHaveTakenEffect } from "./failures.js";
import { lookAfter } from "./look.js";
import { Orphans } from "./orphans.js";
import { aftermathOf } from "./plan.js";
import { WriterTurn } from "./writerTurn.js";
import { type AppendGroup, type QueuedAppend, AppendQueue } from "./appendQueue.js";

const commitWithin = seconds(4);
/** Lost races after which an append that is in doubt has waited long enough for others to settle it. */
const racesInDoubt = 3;

/**
 * The writer of one channel on this instance (group commit): one commit is in flight at a time, all appends that wait go
 * into the next one. Writers of other instances are not locked out (optimistic concurrency).
 *
 * Why it is safe: a commit creates its events by number, so of two writers one fails and looks again. It also requires
 * the event before them, as it was when it was read or written, so a log that was wiped meanwhile is noticed: it is never
 * continued with a hole, nor, if it was begun again, with events of the epoch before. Its events name the commit. An attempt
 * whose outcome is not known is in doubt, and remembered: until the log has moved on, all attempts go after the same head,
 * whichever appends are in them, so that at most one of them lands, and the next look shows which. No append is refused
 * while an attempt with it is in doubt.
 *
 * Why it is fast where several instances write one channel: a writer that has probably been overtaken looks before it
 * commits, and writers take turns (see `waitFor`), which they know from the log's last event. One that is alone does neither,
 * but pauses once a second if it commits all the time.
 */
export class ChannelWriter {
  private readonly queue = new AppendQueue();
  private readonly turn: WriterTurn;
  private running = false;
  /** All after the same head. */
  private doubts: CommitAttempt[] = [];
  private failures = 0;
  private readonly orphans: Orphans;

  constructor(
    private readonly channel: string,
    private readonly history: number,
    private readonly deps: WriterDeps,
  ) {
    this.turn = new WriterTurn(channel, deps);
    this.orphans = new Orphans(channel, history, deps);
  }

  add(pending: QueuedAppend): void {
    this.queue.add(pending);
    this.turn.tell(pending.after);
    if (!this.running) void this.run();
  }

  observed(seen: KnownHead): void {
    if (!this.running) this.turn.observed(seen);
  }

  private async run(): Promise<void> {
    this.running = true;
    this.turn.begin();
    // The callers of this turn get together first.
    await Promise.resolve();
    while (!this.queue.isEmpty) {
      try {
        const [doubt] = this.doubts;
        const head = doubt?.head ?? (await this.turn.come((look) => this.persist(this.queue.all(), look)));
        await this.commit(this.queue.next(), head);
      } catch (error) {
        this.giveUp(this.queue.all(), error);
      }
    }
    this.running = false;
  }

  /** Settles every member, or lets it wait again. Never rejects. */
  private async commit(group: AppendGroup, head: KnownHead): Promise<void> {
    const { clock, firestore, nextCommit } = this.deps;
    const begun = clock.now();
    const copyHeads = await this.copyHeads(group.members);
    if (!copyHeads) return;
    const members = await preparedFor(head, group.members);
    const attempt = buildAttempt(
      {
        firestore,
        channel: this.channel,
        history: this.history,
        commit: nextCommit(),
        head,
        copyHeads,
        turns: this.turn.toTell(),
        orphansBefore: (seq) => this.orphans.before(seq),
      },
      members,
    );
    if (!attempt) return;
    let updateTime: Timestamp | undefined;
    try {
      updateTime = timeOf(await within(commitWithin, `append to ${this.channel}`, attempt.batch.commit()));
    } catch (error) {
      await this.explain(group, attempt, error).catch((failure: unknown) =>
        this.giveUp(attempt.members, failure),
      );
      return;
    }
    this.deps.measured?.committed(clock.now() - begun);
    this.landed(attempt, updateTime);
    const { commit, sequenced, turns } = attempt;
    const last = sequenced.at(-1) ?? head;
    this.turn.committed({ ...last, commit, turns, ageMs: 0, updateTime }, clock.now() - begun);
  }

  /** Where the channels end that get copies. Undefined if that cannot be known: then no copy can be placed. */
  private async copyHeads(members: readonly QueuedAppend[]) {
    const copies = members.flatMap((member) => member.copies);
    try {
      return await this.persist(members, () => this.deps.copyHeads.of(copies));
    } catch (error) {
      this.giveUp(members, error);
      return undefined;
    }
  }

  /** Finds out what became of an attempt that failed. */
  private async explain(group: AppendGroup, attempt: CommitAttempt, error: unknown): Promise<void> {
    if (mayHaveTakenEffect(error)) this.doubts.push(attempt);
    if (!isConflict(error)) await this.backOff();
    const { refused, after, haveMoved, isClosed } = await this.persist(attempt.members, () =>
      this.look(attempt, group.lost, error),
    );
    const inDoubt = new Set(this.doubts.flatMap(({ members }) => members));
    if (after.type !== "unchanged" || isClosed) this.doubts = [];
    if (after.type === "landed") this.landed(after.attempt);
    const landed = after.type === "landed" ? after.attempt.members : [];
    for (const [member, document] of refused) {
      if (!landed.includes(member)) member.reject(new AlreadyCreated(document));
    }
    const ended = isClosed ? attempt.members : [];
    for (const member of ended) member.reject(notFound()); // what the channel belonged to is deleted
    const done = new Set([...landed, ...refused.keys(), ...ended]);
    this.queue.remove(done);
    const isLost = (member: QueuedAppend): boolean =>
      this.deps.clock.now() > member.giveUpAt || (after.type === "unknown" && inDoubt.has(member));
    const left = attempt.members.filter((member) => !done.has(member));
    this.giveUp(left.filter(isLost), unavailable(error));
    const rest = { ...group, members: left.filter((member) => !isLost(member)) };

    const explained = after.type !== "unchanged" || refused.size > 0 || haveMoved;
    const mayPass = isTransient(error) || (grpcCode(error) === undefined && rest.members.length === 1);
    if (mayPass) this.queue.again(rest);
    else if (explained && isConflict(error)) this.queue.overtaken(rest, this.deps.clock.now());
    else this.refused(rest, error, attempt.members.length === 1);
  }

  /**
   * One member's own write is refused, and the others must not suffer for it: halves find it soon. Who is left of several
   * that were tried together may be one of the others.
   */
  private refused(group: AppendGroup, error: unknown, wasAlone: boolean): void {
    const [member] = group.members;
    if (!member) return;
    if (group.members.length > 1) this.queue.split(group);
    else if (!wasAlone) this.queue.again({ ...group, suspect: true });
    else if (!this.doubts.some(({ members }) => members.includes(member))) member.reject(error);
    // What the others do settles the doubt. Where there are none, the caller has to ask again.
    else if (this.queue.isEmpty || group.lost >= racesInDoubt) this.giveUp([member], unavailable(error));
    else this.queue.again({ ...group, lost: group.lost + 1, suspect: true });
  }

  /** Looks up what became of the attempts after a head, and whom a document refuses that exists already. */
  private async look(attempt: CommitAttempt, lost: number, error: unknown) {
    const { head, members, copies } = attempt;
    const { firestore, reader, copyHeads } = this.deps;
    // Guards before events: a guard that one's own late commit made is then explained by its events.
    const refused = await within(commitWithin, "guards", refusedOf(firestore, members));
    const [{ found, end }, haveCopiesMoved] = await Promise.all([
      lookAfter(reader, this.channel, { head, lost }),
      copyHeads.haveMoved(copies),
    ]);
    const after = aftermathOf(head, found, end, [...this.doubts, attempt]);
    const mayBeClosed = after.type === "unchanged" && refused.size === 0 && isConflict(error);
    const isClosed = mayBeClosed && (await isClosedAfter(this.deps.firestore, this.channel, head.seq));
    const last = found.at(-1) ?? head;
    if (after.type !== "wiped" && end.seq >= Math.max(1, last.seq)) this.turn.learn(end);
    else this.turn.forget(); // also where events came, or went, between the two reads
    return { refused, after, haveMoved: haveCopiesMoved || !isSameHead(head, end), isClosed };
  }

  private landed({ members, sequenced, copies, orphans }: CommitAttempt, updateTime?: Timestamp): void {
    // Its numbers are taken: nothing else that went after the same head can land any more.
    this.doubts = [];
    this.failures = 0;
    const last = sequenced.at(-1);
    void this.orphans.committed(last?.seq ?? 0, orphans);
    if (last) this.deps.copyHeads.observed(this.channel, { ...last, updateTime });
    for (const { channel, head, sequenced } of copies)
      this.deps.copied(channel, { ...(sequenced.at(-1) ?? head), updateTime });
    const all = [sequenced, ...copies.map((copy) => copy.sequenced)];
    const broadcast = Promise.all(all.map((events) => this.broadcast(events)));
    let taken = 0;
    for (const { newEvents, resolve } of members) {
      const own = sequenced.slice(taken, taken + newEvents.length);
      taken += newEvents.length;
      void broadcast.then(() => {
        resolve(own);
      });
    }
  }

  private async broadcast(sequenced: readonly LoggedEvent[]): Promise<void> {
    try {
      await this.deps.broadcast(sequenced);
    } catch (error) {
      this.deps.log.error("log.broadcast.failed", error, { channel: this.channel });
    }
  }

  private giveUp(members: readonly QueuedAppend[], error: unknown): void {
    if (members.length === 0) return;
    this.deps.log.error("log.append.given_up", error, { channel: this.channel });
    this.queue.remove(new Set(members));
    for (const member of members) member.reject(error);
  }

  /** Repeats a look until it succeeds. @throws Problem `unavailable` if it will not, or when it is too late for all. */
  private async persist<T>(members: readonly QueuedAppend[], look: () => Promise<T>): Promise<T> {
    const deadline = Math.max(...members.map(({ giveUpAt }) => giveUpAt));
    for (;;) {
      try {
        return await look();
      } catch (error) {
        if (!isTransient(error) || this.deps.clock.now() > deadline) throw unavailable(error);
        await this.backOff();
      }
    }
  }

  /** Gives the log time to breathe. Full jitter keeps rivals apart. */
  private async backOff(): Promise<void> {
    const { random, pause } = this.deps;
    await pause(random() * Math.min(1000, 50 * 2 ** this.failures++));
  }
}
