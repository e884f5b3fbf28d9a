import type { Clock } from "../../src/platform/clock.js";
import { fleetBuckets, type Settle } from "../../src/platform/rates/fleetBuckets.js";
import { type Ledger, settle } from "../../src/platform/rates/ledger.js";
import type { WarnNear } from "../../src/platform/rates/warnings.js";
import { type RateLimits, rateLimits } from "../../src/realtime/channelRates.js";

const silent = { warn: () => undefined };

/** The ledgers that instances share, in memory. */
export function memoryLedgers(clock: Clock): Settle {
  const ledgers = new Map<string, Ledger>();
  return async (key, limit, claim) => {
    const settlement = settle(ledgers.get(key), limit, claim, clock.now());
    ledgers.set(key, settlement.ledger);
    return Promise.resolve(settlement);
  };
}

/** The limits of an instance that is alone, or one of those that share `ledgers`. */
export const limitsInMemory = (
  clock: Clock,
  factor = 1,
  ledgers = memoryLedgers(clock),
  warnNear: WarnNear = () => undefined,
): RateLimits =>
  rateLimits({ buckets: fleetBuckets({ settle: ledgers, clock, log: silent }), factor, warnNear });
