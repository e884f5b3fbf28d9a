import { seconds } from "../clock.js";
import {
  available,
  charge,
  type Claim,
  type Ledger,
  type MinuteLimit,
  newLedger,
  type Settlement,
  untilAvailable,
} from "./ledger.js";
import { nothingSpent, spend, spentLately, type Spending } from "./spending.js";
import type { Standing } from "./tokenBuckets.js";

/** Tokens that were reserved are spent within this time or lost. */
const creditLasts = seconds(15);

/**
 * What an instance may let through in a minute without a word to others: a caller who stays below costs no operation. Of 20
 * instances it is half the figure.
 */
export const untoldShare = ({ perMinute, burst }: MinuteLimit): number =>
  Math.max(1, Math.min(Math.floor(perMinute / 40), burst));

/**
 * What an instance may let through in a minute while others cannot be asked. A take may begin below it and go beyond: no
 * batch is refused for that alone.
 */
const aloneShare = ({ perMinute }: MinuteLimit): number => perMinute / 4;

/** Others are asked again after this time. */
export const aloneFor = seconds(5);

/** Most that an instance reserves ahead of need, for a caller who is quick. */
const mostReserved = ({ perMinute }: MinuteLimit): number => Math.max(1, Math.floor(perMinute / 20));

/**
 * One instance's share of a bucket that the whole fleet draws on. It knows the ledger as it was when they last talked, with
 * what it has let through itself since, and spends, in this order: what it has reserved, then what it need not tell yet.
 */
export class Share {
  private ledger: Ledger;
  private untold: Spending = nothingSpent;
  private beingTold = 0;
  private credit = 0;
  private creditUntil = 0;
  private spentSince: number = 0;
  private since: number;

  constructor(
    private readonly limit: MinuteLimit,
    now: number,
  ) {
    this.ledger = newLedger(limit, now);
    this.since = now;
  }

  /** Lets pass what may pass without a word to others. Undefined: others have to be asked first. */
  take(tokens: number, now: number): Standing | undefined {
    const credit = this.creditAt(now);
    if (tokens > credit + available(this.ledger, this.limit, now)) return this.refusal(tokens, now);
    if (tokens <= credit) this.credit = credit - tokens;
    else if (tokens <= this.mayStayUntold(now)) this.chargeUntold(tokens, now);
    else return undefined;
    this.spentSince += tokens;
    return this.passed(now);
  }

  /** The same where others cannot be asked: what this instance knows decides, and is told later. */
  takeAlone(tokens: number, now: number): Standing {
    const credit = this.creditAt(now);
    if (tokens > credit + available(this.ledger, this.limit, now)) return this.refusal(tokens, now);
    if (tokens > credit && this.untoldAt(now) >= aloneShare(this.limit))
      return { passed: false, left: Math.floor(credit), waitMs: aloneFor };
    this.credit = Math.max(0, credit - tokens);
    this.chargeUntold(Math.max(0, tokens - credit), now);
    this.spentSince += tokens;
    return this.passed(now);
  }

  /** What was taken was not used. */
  giveBack(tokens: number, now: number): void {
    this.credit = this.creditAt(now) + tokens;
    this.creditUntil = Math.max(this.creditUntil, now + creditLasts);
  }

  /** Whether it is time to ask, so that no caller has to wait for the answer. */
  runsShort(now: number): boolean {
    return this.creditAt(now) + this.mayStayUntold(now) < untoldShare(this.limit) / 3;
  }

  /** What others are to be told and asked for; `waiting` tokens are wanted right now. To be settled, or withdrawn. */
  claim(waiting: number, now: number): Claim {
    const told = spentLately(this.untold, now);
    this.beingTold += told;
    this.untold = nothingSpent;
    const elapsed = Math.max(1, now - this.since);
    const soon = this.spentSince * Math.min(1, creditLasts / elapsed);
    const reserve = Math.min(Math.ceil(soon), mostReserved(this.limit));
    return { told, wanted: Math.max(0, Math.ceil(waiting + reserve - this.creditAt(now))) };
  }

  settled({ told }: Claim, { ledger, granted }: Settlement, now: number): void {
    this.beingTold -= told;
    // What passed meanwhile is in no ledger yet.
    this.ledger = charge(ledger, this.limit, spentLately(this.untold, now), now);
    this.credit = this.creditAt(now) + granted;
    this.creditUntil = now + creditLasts;
    this.spentSince = 0;
    this.since = now;
  }

  /** The ledger did not take it: it is told again. */
  withdrawn({ told }: Claim, now: number): void {
    this.beingTold -= told;
    this.untold = spend(this.untold, told, now);
  }

  private creditAt(now: number): number {
    return now < this.creditUntil ? this.credit : 0;
  }

  private mayStayUntold(now: number): number {
    return untoldShare(this.limit) - this.untoldAt(now);
  }

  private untoldAt(now: number): number {
    return spentLately(this.untold, now) + this.beingTold;
  }

  private chargeUntold(tokens: number, now: number): void {
    this.untold = spend(this.untold, tokens, now);
    this.ledger = charge(this.ledger, this.limit, tokens, now);
  }

  private passed(now: number): Standing {
    return { passed: true, left: this.left(now), waitMs: 0 };
  }

  private refusal(tokens: number, now: number): Standing {
    const waitMs = untilAvailable(this.ledger, this.limit, tokens, now);
    return { passed: false, left: this.left(now), waitMs };
  }

  private left(now: number): number {
    return Math.max(0, Math.floor(this.creditAt(now) + available(this.ledger, this.limit, now)));
  }
}
