import type { Pin } from "@firecast/contract/pins";
import { type Clock, seconds } from "../../platform/clock.js";
import { lazyCache } from "../../platform/concurrency/lazyCache.js";
import { mayRead } from "./decide.js";
import type { PinsStore } from "./store.js";

/** Who may read a pin, as of at most 1 s ago: thousands of readers cost one read a second. */
export interface PinAccess {
  /** The uid is undefined for a caller without an account. */
  mayRead(uid: string | undefined, pinId: string): Promise<boolean>;
  /** Whose the pin is; undefined if there is none. */
  ownerOf(pinId: string): Promise<string | undefined>;
  /** The next answer comes from what is stored. */
  forget(pinId: string): void;
}

const trustFor = seconds(1);
const remembered = 10_000;

type Gate = Pick<Pin, "ownerId" | "isPublic">;

export function pinAccess(store: Pick<PinsStore, "pin">, clock: Clock): PinAccess {
  const gates = lazyCache<string, Promise<Gate | undefined>>({
    max: remembered,
    ttl: trustFor,
    ttlResolution: 0,
    perf: clock,
  });

  const gateOf = (pinId: string): Promise<Gate | undefined> => {
    const known = gates.get(pinId);
    if (known) return known;
    const gate = store.pin(pinId).then((seen) => seen?.value);
    gates.set(pinId, gate);
    gate.catch(() => {
      if (gates.peek(pinId) === gate) gates.delete(pinId);
    });
    return gate;
  };

  return {
    mayRead: async (uid, pinId) => {
      const gate = await gateOf(pinId);
      return gate !== undefined && mayRead(gate, uid);
    },
    ownerOf: async (pinId) => (await gateOf(pinId))?.ownerId,
    forget: (pinId) => void gates.delete(pinId),
  };
}
