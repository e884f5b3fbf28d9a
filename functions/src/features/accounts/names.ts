import { lazyCache } from "../../platform/concurrency/lazyCache.js";
import { unnamed } from "@firecast/contract/core/names";
import { type Clock, seconds } from "../../platform/clock.js";
import type { Log } from "../../platform/log.js";
import type { AccountsStore } from "./store.js";

/** What users are called, as it was at most a minute ago. Never rejects: a name that cannot be read is `unnamed`. */
export interface Names {
  of(uids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  one(uid: string): Promise<string>;
  /** Callers get this name from now on, for a minute. */
  learn(uid: string, name: Promise<string | undefined>): void;
}

const trustFor = seconds(60);
const remembered = 50_000;

/** Memoized: names that are asked for together are one read, and none within a minute. */
export function userNames(store: Pick<AccountsStore, "profiles">, clock: Clock, log: Log): Names {
  const known = lazyCache<string, Promise<string>>({
    max: remembered,
    ttl: trustFor,
    ttlResolution: 0,
    perf: clock,
  });

  const learn = (uid: string, name: Promise<string | undefined>): Promise<string> => {
    const safe: Promise<string> = name.then(
      (told) => told ?? unnamed,
      (error: unknown) => {
        log.warn("name.not_read", { uid, reason: error instanceof Error ? error.message : String(error) });
        if (known.peek(uid) === safe) known.delete(uid);
        return unnamed;
      },
    );
    known.set(uid, safe);
    return safe;
  };

  const read = (uids: readonly string[]): void => {
    const profiles = store.profiles(uids);
    for (const [index, uid] of uids.entries()) {
      const name = profiles.then((all) => all[index]?.value.displayName ?? undefined);
      void learn(uid, name);
    }
  };

  const of = async (uids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const wanted = [...new Set(uids)];
    const unknown = wanted.filter((uid) => !known.has(uid));
    if (unknown.length > 0) read(unknown);
    const entries = wanted.map(async (uid) => [uid, (await known.get(uid)) ?? unnamed] as const);
    return new Map(await Promise.all(entries));
  };

  return {
    of,
    one: async (uid) => (await of([uid])).get(uid) ?? unnamed,
    learn: (uid, name) => void learn(uid, name),
  };
}
