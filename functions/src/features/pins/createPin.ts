import { channelOf } from "@firecast/contract/core/channel";
import { type CreatePin, ownPinsChannel, type Pin } from "@firecast/contract/pins";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { newPin } from "./decide.js";
import type { PinsDeps } from "./deps.js";

/** A draft: no other user sees it, and no channel tells of it. */
export async function createPin(
  { store, limits, clock, ids }: PinsDeps,
  { user, draft, request }: Call<Pin> & { draft: CreatePin },
): Promise<Pin> {
  await limits.take(user.uid, channelOf(ownPinsChannel, { uid: user.uid }));
  const pin = newPin(draft, { id: ids.next(), ownerId: user.uid, at: toTimestamp(clock.now()) });
  await store.commit((batch) => {
    store.createPin(batch, pin);
    request?.record(batch, pin);
  });
  return pin;
}
