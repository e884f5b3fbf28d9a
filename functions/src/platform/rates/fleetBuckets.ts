import { type Clock, seconds } from "../clock.js";
import { lazyCache } from "../concurrency/lazyCache.js";
import { within } from "../firestore/grpc.js";
import type { Log } from "../log.js";
import type { Claim, MinuteLimit, Settlement } from "./ledger.js";
import { aloneFor, Share } from "./share.js";
import type { Standing } from "./tokenBuckets.js";

/** Settles a claim with what all instances have told so far. @throws whatever keeps it from an answer. */
export type Settle = (key: string, limit: MinuteLimit, claim: Claim) => Promise<Settlement>;

/** Shared buckets: by key, all instances of the fleet draw on them together. */
export interface FleetBuckets {
  /** Takes so many, or nothing if there are not. Never rejects: where others cannot be asked, what this instance knows decides. */
  take(key: string, limit: MinuteLimit, tokens: number): Promise<Standing>;
  giveBack(key: string, tokens: number): void;
}

interface Held {
  readonly share: Share;
  /** Tokens of callers that wait for the answer. */
  waiting: number;
  asking?: Promise<boolean> | undefined;
  /** Others are not asked before, ms since the epoch. */
  aloneUntil: number;
}

/** Of more buckets than that, the one used longest ago is forgotten, and so is full again. */
const kept = 20_000;
/** A write waits no longer for others; its own commit would be given up soon after. */
const answerWithin = seconds(4);
/** A caller that others were asked for this often without an answer in its favour is not let in by asking again. */
const mostAsked = 5;

export function fleetBuckets({ settle, clock, log }: FleetBucketsDeps): FleetBuckets {
  const buckets = lazyCache<string, Held>({ max: kept });

  const heldOf = (key: string, limit: MinuteLimit): Held => {
    const known = buckets.get(key);
    if (known) return known;
    const held = { share: new Share(limit, clock.now()), waiting: 0, aloneUntil: 0 };
    buckets.set(key, held);
    return held;
  };

  const ask = async (key: string, limit: MinuteLimit, held: Held): Promise<boolean> => {
    const claim = held.share.claim(held.waiting, clock.now());
    try {
      const settlement = await within(answerWithin, "a limit's ledger", settle(key, limit, claim));
      held.share.settled(claim, settlement, clock.now());
      return true;
    } catch (error) {
      held.share.withdrawn(claim, clock.now());
      held.aloneUntil = clock.now() + aloneFor;
      log.warn("rate.unsettled", { error: String(error) });
      return false;
    } finally {
      held.asking = undefined;
    }
  };
  const answer = (key: string, limit: MinuteLimit, held: Held): Promise<boolean> =>
    (held.asking ??= ask(key, limit, held));

  const takeFrom = async (key: string, limit: MinuteLimit, held: Held, tokens: number): Promise<Standing> => {
    for (let asked = 0; asked < mostAsked && clock.now() >= held.aloneUntil; asked++) {
      const standing = held.share.take(tokens, clock.now());
      if (standing) return standing;
      held.waiting += tokens;
      const answered = await answer(key, limit, held);
      held.waiting -= tokens;
      if (!answered) break;
    }
    return held.share.takeAlone(tokens, clock.now());
  };

  return {
    take: async (key, limit, tokens) => {
      const held = heldOf(key, limit);
      const standing = await takeFrom(key, limit, held, tokens);
      const now = clock.now();
      if (standing.passed && now >= held.aloneUntil && held.share.runsShort(now))
        void answer(key, limit, held);
      return standing;
    },
    giveBack: (key, tokens) => buckets.peek(key)?.share.giveBack(tokens, clock.now()),
  };
}

interface FleetBucketsDeps {
  readonly settle: Settle;
  readonly clock: Clock;
  readonly log: Pick<Log, "warn">;
}
