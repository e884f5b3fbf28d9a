import { lazyCache } from "../../../platform/concurrency/lazyCache.js";
import { accountsPerLookUp, type Directory } from "../../../platform/auth/directory.js";
import { unauthenticated } from "../../../platform/auth/refusal.js";
import { standingOf } from "../../../platform/auth/user.js";
import { type Clock, seconds } from "../../../platform/clock.js";
import type { Log } from "../../../platform/log.js";
import type { Control } from "../../bus/message.js";
import type { ClientSession } from "../clientSession.js";
import type { SessionObserver } from "../sessionObserver.js";
import type { SessionRegistry } from "../sessionRegistry.js";

export interface AccountRecheckDeps {
  sessions: Pick<SessionRegistry, "all" | "of">;
  directory: Directory;
  /** What is remembered of the user's tokens counts no more. */
  forget(uid: string): void;
  clock: Clock;
  log: Log;
  /** How old may be what is known of the user of an open stream, ms. */
  everyMs: number;
}

/** Asks again whether the users of open streams may still be signed in, and have the rights they had. */
export interface AccountRecheck extends SessionObserver {
  /** A user's account was changed: look at once. */
  onControl(control: Control): void;
  stop(): void;
}

/** Looks in a round: a thousand users that came together are not asked for together. */
const looksPerRound = 30;
/** Longer than a stream takes to open. */
const rememberedFor = seconds(30);

/**
 * One look-up is for 100 users, first for the users that were looked up longest ago. A user who is gone is sent
 * `unauthenticated`; one with other rights than before comes back with these. While Firebase Auth does not answer,
 * streams go on: its outage is not to become theirs.
 */
export function recheckAccounts({
  sessions,
  directory,
  forget,
  clock,
  log,
  everyMs,
}: AccountRecheckDeps): AccountRecheck {
  const looked = new WeakMap<ClientSession, number>();
  const asOf = (session: ClientSession): number =>
    looked.get(session) ?? session.options.user?.asOf ?? Infinity;
  let pausedUntil = 0;

  const look = async (uids: readonly string[]): Promise<void> => {
    const [now, asked] = [clock.now(), new Set(uids)];
    const accounts = await directory.find(uids);
    for (const session of sessions.all()) {
      const { user } = session.options;
      if (!user || !asked.has(session.uid)) continue;
      looked.set(session, now);
      const standing = standingOf(user, accounts.get(session.uid));
      if (standing === "good") continue;
      forget(session.uid);
      log.info("stream.user.ended", { uid: session.uid, standing });
      if (standing === "changed") session.end("rights_changed");
      else session.refuse(unauthenticated().document());
    }
  };

  const lookOrGoOn = (uids: readonly string[]): Promise<void> =>
    look(uids).catch((error: unknown) => {
      pausedUntil = clock.now() + everyMs / 3;
      log.warn("stream.users.unknown", { users: uids.length, reason: String(error) });
    });

  const round = async (): Promise<void> => {
    const now = clock.now();
    // A long poll is over before it could be too old.
    const open = sessions.all().filter(({ poll }) => !poll);
    if (now < pausedUntil || !open.some((session) => asOf(session) + everyMs <= now)) return;
    // Those of whom the half of that time is over share the look-up.
    const aging = open.filter((session) => asOf(session) + everyMs / 2 <= now);
    const oldestFirst = aging.toSorted((a, b) => asOf(a) - asOf(b));
    const uids = [...new Set(oldestFirst.map(({ uid }) => uid))];
    const batches = Math.ceil(uids.length / (accountsPerLookUp * looksPerRound));
    for (let batch = 0; batch < batches; batch++)
      await lookOrGoOn(uids.slice(batch * accountsPerLookUp, (batch + 1) * accountsPerLookUp));
  };

  let running = false;
  const timer = setInterval(() => {
    if (running) return;
    running = true;
    void round().finally(() => (running = false));
  }, everyMs / looksPerRound);
  timer.unref();

  /** A stream that was opening when the news came was let in by what was known before. */
  const lately = lazyCache<string, number>({ max: 10_000, ttl: rememberedFor });

  return {
    onControl: (control) => {
      if (control.type !== "user_changed") return;
      const { uid } = control;
      forget(uid);
      lately.set(uid, clock.now());
      if (sessions.of(uid).length > 0) void lookOrGoOn([uid]);
    },
    opened: ({ uid, options }) => {
      if ((lately.get(uid) ?? -1) >= (options.user?.asOf ?? Infinity)) void lookOrGoOn([uid]);
    },
    closed: () => undefined,
    stop: () => clearInterval(timer),
  };
}
