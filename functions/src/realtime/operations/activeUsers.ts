import { z } from "zod";
import { derivedId } from "../../platform/ids.js";
import type { ClientSession } from "../session/clientSession.js";

/** Who is connected to an instance. */
export const Active = z.object({
  /** Each user once, by a fingerprint that is the same on every instance: no document of figures names a user. */
  users: z.array(z.string()),
  /** Streams and waiting long polls of callers without an account. */
  anonymous: z.int().nonnegative(),
});
export type Active = z.infer<typeof Active>;

/** 60 bits: that any two of a million users share one has a chance of 1 in 2 million. */
const fingerprintOf = (uid: string): string => derivedId("active user", uid).slice(0, 10);

export function activeOn(sessions: readonly Pick<ClientSession, "options">[]): Active {
  const uids = sessions.flatMap(({ options }) => options.user?.uid ?? []);
  const users = [...new Set(uids)].map(fingerprintOf);
  return { users, anonymous: sessions.length - uids.length };
}

export interface ActiveCount {
  readonly total: number;
  readonly authenticated: number;
  readonly anonymous: number;
}

/** A user counts once, however many devices and instances; without an account each stream counts. */
export function countActive(instances: readonly { readonly active: Active }[]): ActiveCount {
  const authenticated = new Set(instances.flatMap(({ active }) => active.users)).size;
  const anonymous = instances.reduce((sum, { active }) => sum + active.anonymous, 0);
  return { total: authenticated + anonymous, authenticated, anonymous };
}
