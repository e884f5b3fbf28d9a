import { minutes, seconds } from "../../platform/clock.js";
import type { WriterDeps } from "./deps.js";
import type { KnownHead, LogEnd, Position, Turn } from "./event.js";
import { Rivals } from "./rivals.js";
import { turnsAfter, turnsAt, waitFor, writerOf } from "./rotation.js";

/** After that long without news of the log, its end is read again. */
const trustEndFor = minutes(1);
/** A writer that commits without a pause for that long leaves others the time for one commit. */
const restAfter = seconds(1);
/** Looks after which a writer commits, whatever turn it is. */
const mostLooks = 32;

/** Carries a look through trouble, or gives up. */
type Persist = <T>(look: () => Promise<T>) => Promise<T>;

/** Where a channel's log ends, as one writer knows it, and when it is this writer's turn to go on there. */
export class WriterTurn {
  private readonly rivals = new Rivals();
  private known: { end: LogEnd; at: number } | undefined;
  /** Where a caller believes the log to end: tried once. */
  private told: Position | undefined;
  /** Since when it has committed one time after the other, without finding that another one had. */
  private aloneSince = 0;
  private committedAt = 0;

  constructor(
    private readonly channel: string,
    private readonly deps: WriterDeps,
  ) {}

  /** The writer was idle. A pause that another one could have used is as good as a rest. */
  begin(): void {
    const now = this.deps.clock.now();
    if (now - this.committedAt >= this.rivals.slotMs / 3) this.aloneSince = now;
  }

  tell(told: Position | undefined): void {
    this.told = told ?? this.told;
  }

  /** An event that another writer has committed came by: one of another epoch, if the log was deleted and begun again. */
  observed(seen: KnownHead): void {
    const end = this.known?.end;
    if (!end) return;
    if (seen.epoch !== end.epoch) this.forget();
    else if (seen.seq > end.seq) this.learn(seen);
  }

  /** Where the next commit goes, once it is this writer's turn. */
  async come(persist: Persist): Promise<KnownHead> {
    this.believe();
    await this.rest();
    for (let looks = 0; ; looks++) {
      const { end, forMs } = await this.trusted(persist, looks > 0);
      const wait = waitFor(this.deps.writer, turnsAt(end, forMs), this.rivals.slotMs);
      if (wait <= 0 || looks === mostLooks) return end;
      await this.deps.pause(Math.ceil(wait));
    }
  }

  /** What a commit tells the other writers. */
  toTell(): readonly Turn[] | undefined {
    const { end } = this.known ?? {};
    return end && turnsAfter(turnsAt(end, this.knownForMs), this.deps.writer, this.rivals.slotMs);
  }

  committed(end: LogEnd, tookMs: number): void {
    this.rivals.committed(Math.max(0, tookMs));
    this.know(end);
    this.committedAt = this.deps.clock.now();
  }

  learn(end: LogEnd): void {
    this.aloneSince = this.deps.clock.now();
    this.know(end);
  }

  /** The log was deleted. */
  forget(): void {
    this.known = undefined;
  }

  /**
   * Others that never win the race are in no event of the log: without a pause now and then, a writer that commits all the
   * time would keep them out for ever, and never know of them.
   */
  private async rest(): Promise<void> {
    const { clock, pause } = this.deps;
    if (clock.now() - this.aloneSince < restAfter) return;
    await pause(this.rivals.slotMs);
    this.aloneSince = clock.now();
  }

  private know(end: LogEnd): void {
    const before = this.known?.end;
    if (before?.epoch === end.epoch) this.rivals.found(this.foreignSince(before, end), this.knownForMs);
    this.known = { end, at: this.deps.clock.now() };
  }

  /** The end of the log, and for how long it is known: read unless others have probably not written since. */
  private async trusted(persist: Persist, afresh: boolean): Promise<{ end: LogEnd; forMs: number }> {
    const { known, knownForMs: forMs } = this;
    const isTrusted = forMs < trustEndFor && !this.rivals.haveCommittedWithin(forMs);
    if (known && isTrusted && !afresh) return { end: known.end, forMs };
    return { end: await persist(() => this.read()), forMs: 0 };
  }

  private believe(): void {
    const { told, known } = this;
    this.told = undefined;
    if (!told) return;
    const isOld = !known || this.knownForMs >= trustEndFor;
    const isNews = isOld || (told.epoch === known.end.epoch && told.seq > known.end.seq);
    if (isNews) this.learn(this.begun(told));
  }

  private async read(): Promise<LogEnd> {
    const { clock, reader } = this.deps;
    const asked = clock.now();
    const end = this.begun(await reader.head(this.channel));
    this.rivals.looked(Math.max(0, clock.now() - asked));
    this.learn(end);
    return end;
  }

  /** The first event of a log gives it its epoch: a log that is deleted and begun again gets another one. */
  private begun(end: LogEnd): LogEnd {
    return end.seq === 0 ? { seq: 0, epoch: this.deps.ids.next().slice(0, 8) } : end;
  }

  /** Never negative: clocks are set back. */
  private get knownForMs(): number {
    return this.known ? Math.max(0, this.deps.clock.now() - this.known.at) : Infinity;
  }

  /** How many commits of others came between two looks. */
  private foreignSince(before: LogEnd, end: LogEnd): number {
    const { writer } = this.deps;
    if (end.seq <= before.seq || (end.commit && writerOf(end.commit) === writer)) return 0;
    const since = turnsAt(end, 0).filter((turn) => turn.writer !== writer && turn.agoMs < this.knownForMs);
    return Math.max(1, since.length);
  }
}
