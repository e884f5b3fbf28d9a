import { seconds } from "../clock.js";
import { unavailable } from "../problems.js";
import { queueFull } from "../rates/rateLimit.js";

/** How many calls of one account are in flight, and how many more wait. */
export interface ConcurrencyBounds {
  readonly atOnce: number;
  readonly waiting: number;
}

/** What tells that the client has gone: a response. */
interface Closing {
  once(event: "close", act: () => void): unknown;
  off(event: "close", act: () => void): unknown;
}

/**
 * Runs a call's work when its account has fewer than so many in flight, else in the order in which the calls came (a
 * semaphore each): what one account asks for at once is not done at once, beside what others ask for. The work of a client
 * that has gone meanwhile is not begun. @throws Problem 429 where many wait already, 503 after 10 s
 */
export type ConcurrencyLimit = (uid: string, client: Closing, work: () => Promise<void>) => Promise<void>;

const waitsAtMost = seconds(10);

interface Account {
  inFlight: number;
  readonly waiting: Set<() => void>;
}

export function concurrencyLimit({ atOnce, waiting: mostWaiting }: ConcurrencyBounds): ConcurrencyLimit {
  const accounts = new Map<string, Account>();

  const accountOf = (uid: string): Account => {
    const account = accounts.get(uid) ?? { inFlight: 0, waiting: new Set() };
    accounts.set(uid, account);
    return account;
  };

  return async (uid, client, work) => {
    const account = accountOf(uid);
    if (account.inFlight < atOnce) account.inFlight++;
    else if (account.waiting.size >= mostWaiting) throw queueFull("waiting", mostWaiting);
    else if (!(await isNext(account, client))) return;
    try {
      await work();
    } finally {
      // A call that ends hands its place over.
      const [next] = account.waiting;
      if (next) next();
      else if (--account.inFlight === 0) accounts.delete(uid);
    }
  };
}

/** Waits for a place; false if the client has gone. */
function isNext({ waiting }: Account, client: Closing): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const leave = (settle: () => void): void => {
      waiting.delete(enter);
      clearTimeout(limit);
      client.off("close", goAway);
      settle();
    };
    const enter = (): void => leave(() => resolve(true));
    const goAway = (): void => leave(() => resolve(false));
    const limit = setTimeout(() => leave(() => reject(unavailable())), waitsAtMost);
    client.once("close", goAway);
    waiting.add(enter);
  });
}
