import type { IncomingMessage, ServerResponse } from "node:http";
import type { Problem } from "../../problems.js";
import { type RateHeaders, headersOf, type RateLimit, refusalOf, spend } from "../../rates/rateLimit.js";
import { times, type TokenBuckets } from "../../rates/tokenBuckets.js";
import type { WarnNear } from "../../rates/warnings.js";
import { sourcesOf } from "./address.js";
import { holding, type HoldingBounds } from "./holding.js";
import { concurrencyLimit } from "../../concurrency/concurrencyLimit.js";

const mebibytes = (n: number): number => n * 1024 * 1024;

/**
 * What one account may do on one instance, over all channels and spaces; channels have their own rates beside. A page of the
 * app needs some dozens of calls, a person writes less than once a second: a caller that meets these is a program that runs away.
 */
export const accountLimits = {
  reads: { burst: 300, perSecond: 30 },
  writes: { burst: 200, perSecond: 20 },
  /** Streams and long polls. Through Hosting each event of a busy channel ends a poll, in up to five tabs. */
  opens: { burst: 200, perSecond: 10 },
  /** Each is a write, and opens one stream. */
  tickets: { burst: 100, perSecond: 2 },
  /** Calls of durable streams: a model's answer may be one for each word. */
  durable: { burst: 1000, perSecond: 200 },
  /** Bytes of lists, history and replays. A reload of five tabs with 16 channels each is about 4 MB. */
  bytes: { burst: mebibytes(32), perSecond: mebibytes(1) },
} as const;

/** Calls of one account that one instance works on at the same time, and the calls that wait for their turn: a whole burst. */
export const accountConcurrency = { atOnce: 8, waiting: accountLimits.reads.burst } as const;

/** What may be done without an account from one address, on one instance: an office signs in behind one. */
export const addressLimits = {
  calls: { burst: 300, perSecond: 20 },
  /** Proofs of identity that were none. */
  failures: { burst: 150, perSecond: 5 },
} as const;

/** An edge of Hosting has that many addresses' share. */
const sharedFactor = 20;

export type AccountLimit = Exclude<keyof typeof accountLimits, "bytes">;
export type AddressLimit = keyof typeof addressLimits;

/** The limits that belong to callers rather than to what they call. What counts throws Problem `rate_limited`. */
export interface Limits {
  /** Counts one; refuses also an account that owes for bytes. `endpoint` names the call to a user who comes near the limit. */
  account(uid: string, limit: AccountLimit, endpoint?: string): RateHeaders;
  /** What `account` would throw; counts nothing. */
  refusal(uid: string, limit: AccountLimit): Problem | undefined;
  /** Resolves when this account may hear that it was refused. */
  hold(uid: string): Promise<void>;
  /**
   * Does the work of a call that was counted, in the turn of its account. Then refuses an account that owes for bytes that the calls
   * before were sent: a burst is counted before any of it is answered.
   */
  inTurn(call: CountedCall, work: () => Promise<void>): Promise<void>;
  /** Counts bytes that an account was sent. */
  sent(uid: string, bytes: number): void;
  /** Until the account has paid for the bytes that it was sent, ms. */
  owesForMs(uid: string): number;
  /** Where a call comes from, as far as it can be known. */
  sourceOf(req: IncomingMessage): string;
  /** Counts one for a caller without an account. */
  address(req: IncomingMessage, limit: AddressLimit): RateHeaders;
}

interface CountedCall {
  uid: string;
  limit: AccountLimit;
  res: ServerResponse;
}

interface LimitsDeps {
  buckets: TokenBuckets;
  /** `REALTIME_RATE_FACTOR`: multiplies every limit. */
  factor: number;
  /** `TRUSTED_PROXIES`. */
  proxies: number;
  /** How many refusals are held back at once. */
  held: HoldingBounds;
  warnNear: WarnNear;
}

export function callerLimits({ buckets, factor, proxies, held, warnNear }: LimitsDeps): Limits {
  const account = (name: keyof typeof accountLimits): RateLimit => ({
    name,
    ...times(accountLimits[name], factor),
  });
  const bytes = account("bytes");
  const owing = (uid: string, limit: AccountLimit): Problem | undefined =>
    limit === "reads" || limit === "opens" ? refusalOf(buckets, uid, bytes) : undefined;
  const refuseWhoOwes = (uid: string, limit: AccountLimit): void => {
    const owed = owing(uid, limit);
    if (owed) throw owed;
  };
  const inTurn = concurrencyLimit({
    atOnce: Math.ceil(accountConcurrency.atOnce * factor),
    waiting: Math.ceil(accountConcurrency.waiting * factor),
  });
  return {
    account: (uid, limit, endpoint = limit) => {
      refuseWhoOwes(uid, limit);
      const rate = account(limit);
      const standing = buckets.take(`${limit} ${uid}`, rate);
      warnNear({ bucket: limit, rate, left: standing.left, userId: uid, endpoint });
      return headersOf(rate, standing);
    },
    refusal: (uid, limit) => owing(uid, limit) ?? refusalOf(buckets, uid, account(limit)),
    hold: holding(held),
    inTurn: ({ uid, limit, res }, work) =>
      inTurn(uid, res, () => {
        refuseWhoOwes(uid, limit);
        return work();
      }),
    sent: (uid, count) => buckets.charge(`${bytes.name} ${uid}`, bytes, count),
    owesForMs: (uid) => buckets.look(`${bytes.name} ${uid}`, bytes).waitMs,
    sourceOf: (req) => sourcesOf(req, proxies)[0]?.key ?? "unknown",
    address: (req, name) => {
      const sources = sourcesOf(req, proxies);
      const [headers = {}] = sources.map(({ key, shared }) =>
        spend(buckets, key, { name, ...times(addressLimits[name], shared ? factor * sharedFactor : factor) }),
      );
      return headers;
    },
  };
}
