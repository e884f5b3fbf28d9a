import { channelOf } from "@firecast/contract/core/channel";
import { ownPinsChannel, type Pin, pinChannel, type TemplateVars } from "@firecast/contract/pins";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { AnyDraft } from "../../realtime/index.js";
import { updatedVars, withStatus } from "./decide.js";
import type { PinsDeps } from "./deps.js";
import { requireOwned } from "./readPins.js";
import { pinOf } from "./schema.js";

/** A pin that its owner changes. */
export interface ChangedPin extends Call<Pin> {
  readonly pinId: string;
}

/** Events that both channels have in the same form. */
type PinDraft = AnyDraft<typeof pinChannel> & AnyDraft<typeof ownPinsChannel>;

interface Change {
  readonly pin: Pin;
  readonly event: PinDraft;
}

export const putVars = (deps: PinsDeps, target: ChangedPin, templateVars: TemplateVars): Promise<Pin> =>
  changePin(deps, target, (pin, at) => {
    const changed = updatedVars(pin.templateVars, templateVars);
    if (!changed) return undefined;
    const data = { pinId: pin.id, updatedVars: changed, timestamp: at };
    return {
      pin: { ...pin, templateVars, updatedAt: at },
      event: { type: "pin:content_updated", by: target.user.uid, data },
    };
  });

export const publishPin = (deps: PinsDeps, target: ChangedPin): Promise<Pin> => setStatus(deps, target, true);

/** All users but the owner lose the pin's channel. */
export async function unpublishPin(deps: PinsDeps, target: ChangedPin): Promise<Pin> {
  const pin = await setStatus(deps, target, false);
  deps.access.forget(target.pinId);
  await deps.publisher.accessChanged("pinId", target.pinId);
  return pin;
}

const setStatus = (deps: PinsDeps, target: ChangedPin, isPublic: boolean): Promise<Pin> =>
  changePin(deps, target, (before, at) => {
    const pin = withStatus(before, isPublic, at);
    if (!pin) return undefined;
    const data = { pinId: pin.id, status: pin.status, isPublic, timestamp: at };
    return { pin, event: { type: "pin:status_changed", by: target.user.uid, data } };
  });

/** Reads, decides, and commits if the pin is still as it was read. What is so already changes nothing, and tells nothing. */
async function changePin(
  deps: PinsDeps,
  { user, pinId, request }: ChangedPin,
  decide: (pin: Pin, at: string) => Change | undefined,
): Promise<Pin> {
  const { store, publisher, limits, clock } = deps;
  const channel = channelOf(pinChannel, { pinId });
  await limits.take(user.uid, channel);

  return retryOnConflict(request, async () => {
    const seen = await requireOwned(deps, user.uid, pinId);
    const before = pinOf(seen.value);
    const change = decide(before, toTimestamp(clock.now()));
    const pin = change?.pin ?? before;
    if (change) {
      await publisher.append({
        channel,
        copies: [channelOf(ownPinsChannel, { uid: user.uid })],
        events: [change.event],
        writes: (batch) => {
          store.updatePin(batch, seen, pin);
          request?.record(batch, pin);
        },
        request,
      });
    } else if (request) {
      await store.commit((batch) => request.record(batch, pin));
    }
    return pin;
  });
}
