import type { ListPins, Pin, PinAnalytics, PinPage } from "@firecast/contract/pins";
import type { User } from "../../platform/auth/user.js";
import { days, toTimestamp } from "../../platform/clock.js";
import { pageOf } from "../../platform/firestore/listCursor.js";
import { timeCursor } from "../../platform/firestore/pageByTime.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import { notFound, Problem } from "../../platform/problems.js";
import { mayRead } from "./decide.js";
import type { PinsDeps } from "./deps.js";
import { pinOf, type StoredPin } from "./schema.js";

/** How far back analytics go. */
const analysedDays = 30;

/** @throws Problem `not_found`. */
export async function requireReadable(
  { store }: Pick<PinsDeps, "store">,
  uid: string | undefined,
  pinId: string,
): Promise<Versioned<StoredPin>> {
  const seen = await store.pin(pinId);
  if (!seen || !mayRead(seen.value, uid)) throw notFound();
  return seen;
}

/** @throws Problem `not_found`, or `forbidden` for a pin that everybody may read. */
export async function requireOwned(
  deps: Pick<PinsDeps, "store">,
  uid: string,
  pinId: string,
): Promise<Versioned<StoredPin>> {
  const seen = await requireReadable(deps, uid, pinId);
  if (seen.value.ownerId !== uid) throw new Problem("forbidden", { detail: "Only the owner does that." });
  return seen;
}

/** With the views of this moment. */
export async function readPin(
  deps: PinsDeps,
  { uid, pinId }: { uid: string | undefined; pinId: string },
): Promise<Pin> {
  const { value } = await requireReadable(deps, uid, pinId);
  return { ...pinOf(value), views: await deps.views.total(pinId) };
}

/** The caller's own. */
export async function listPins(
  { store }: PinsDeps,
  { user, query: { limit, cursor } }: { user: User; query: ListPins },
): Promise<PinPage> {
  const after = cursor === undefined ? undefined : timeCursor.parse(cursor);
  return pageOf(
    await store.page(user.uid, limit, after),
    limit,
    ({ value }) => value && pinOf(value),
    ({ place }) => timeCursor.encode(place),
  );
}

/** For the owner alone. */
export async function analysePin(
  deps: PinsDeps,
  { user, pinId }: { user: User; pinId: string },
): Promise<PinAnalytics> {
  const today = deps.clock.now();
  const dates = Array.from({ length: analysedDays }, (_, n) =>
    toTimestamp(today - days(analysedDays - 1 - n)).slice(0, 10),
  );
  const { value } = await requireOwned(deps, user.uid, pinId);
  const found = await deps.store.days(pinId, dates);
  const viewed = found.flatMap((day) => (day && day.after > day.before ? [day] : []));
  return {
    pinId,
    views: value.views,
    days: viewed.map(({ date, before, after }) => ({ date, views: after - before })),
  };
}
