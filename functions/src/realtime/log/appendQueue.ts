import type { DocumentReference, WriteBatch } from "firebase-admin/firestore";
import { seconds } from "../../platform/clock.js";
import type { LoggedEvent, Position } from "./event.js";
import type { NewEvent } from "./plan.js";

/** What an append brings into another channel. */
export interface CopiedAppend {
  readonly channel: string;
  readonly history: number;
  readonly newEvents: readonly NewEvent[];
}

/** One caller's append, waiting to be committed. */
export interface QueuedAppend {
  readonly newEvents: readonly NewEvent[];
  readonly copies: readonly CopiedAppend[];
  readonly prepare: ((head: Position) => Promise<void>) | undefined;
  readonly writes: ((batch: WriteBatch, events: readonly LoggedEvent[]) => void) | undefined;
  readonly creates: readonly DocumentReference[];
  /** Where the caller believes the log to end. */
  readonly after: Position | undefined;
  /** Milliseconds since the epoch. */
  readonly giveUpAt: number;
  resolve(events: LoggedEvent[]): void;
  reject(error: unknown): void;
}

/** Appends that go into one commit, and how often that commit has lost a race. */
export interface AppendGroup {
  readonly members: readonly QueuedAppend[];
  readonly lost: number;
  /** One of the members may be what is refused: it is tried without the others. */
  readonly suspect: boolean;
}

const maxGroup = 100;
/** Lost races after which a group is split: that many, or fewer once so little time is left to one of its members. */
const racesTogether = { most: 12, least: 3, left: seconds(6) };

/** The appends of one channel that wait: in the order in which they came, or apart because a commit was refused. */
export class AppendQueue {
  private queue: QueuedAppend[] = [];
  /** How often the commits have lost in which the head of the queue took part. */
  private lost = 0;
  private suspects: AppendGroup[] = [];
  /** Suspects were tried in vain: the queue is next, so that they keep no others waiting. */
  private isQueuesTurn = false;

  get isEmpty(): boolean {
    return this.queue.length === 0 && this.suspects.length === 0;
  }

  all(): QueuedAppend[] {
    return [...this.suspects.flatMap(({ members }) => members), ...this.queue];
  }

  add(pending: QueuedAppend): void {
    this.queue.push(pending);
  }

  next(): AppendGroup {
    const suspects = this.isQueuesTurn && this.queue.length > 0 ? undefined : this.suspects.shift();
    this.isQueuesTurn = false;
    if (suspects) return suspects;
    const group = { members: this.queue.splice(0, maxGroup), lost: this.lost, suspect: false };
    this.lost = 0;
    return group;
  }

  /** Tries these once more; appends that have come meanwhile join them. */
  again(group: AppendGroup): void {
    if (group.members.length === 0) return;
    if (group.suspect) {
      this.isQueuesTurn = true;
      // Alone it may be refused for ever: the others come first.
      if (group.members.length === 1) this.suspects.push(group);
      else this.suspects.unshift(group);
      return;
    }
    this.queue.unshift(...group.members);
    this.lost = group.lost;
  }

  /** Others were first. They may have been each time; or one of the members is what is refused, and is found alone. */
  overtaken(group: AppendGroup, now: number): void {
    const { most, least, left } = racesTogether;
    const isLate = group.members.some(({ giveUpAt }) => giveUpAt - now < left);
    const mayBeRefused = group.members.length > 1 && group.members.some(({ writes }) => writes);
    if (mayBeRefused && group.lost >= (isLate ? least : most)) this.split(group);
    else this.again({ ...group, lost: group.lost + 1 });
  }

  /** Tries the halves apart from each other, so that the one that is refused is found soon. */
  split({ members }: AppendGroup): void {
    const half = Math.ceil(members.length / 2);
    const halves = [members.slice(0, half), members.slice(half)];
    this.suspects.unshift(...halves.map((part) => ({ members: part, lost: 0, suspect: true })));
  }

  remove(settled: ReadonlySet<QueuedAppend>): void {
    const isLeft = (pending: QueuedAppend): boolean => !settled.has(pending);
    this.queue = this.queue.filter(isLeft);
    this.suspects = this.suspects
      .map((group) => ({ ...group, members: group.members.filter(isLeft) }))
      .filter(({ members }) => members.length > 0);
  }
}
