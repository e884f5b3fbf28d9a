import type { Firestore } from "firebase-admin/firestore";
import { eventOf } from "@firecast/contract/core/channelKind";
import type { Publication } from "@firecast/contract/realtime";
import type { Caller } from "../../platform/auth/caller.js";
import { answerOnce, idempotentRequest } from "../../platform/firestore/idempotency.js";
import { checkPublication, type CheckDeps } from "./publication.js";
import { publishAll, type PublishAllDeps } from "./publishAll.js";

export interface BroadcastOptions {
  /** The uid that caused the event. Default: the system. */
  by?: string | undefined;
  /**
   * What calls with the same key publish once, within 24 h: a trigger names its event's id, since it may run twice. Default:
   * each call publishes.
   */
  key?: string | undefined;
}

/**
 * Events from the project's own functions, without HTTP. They are checked like those of others, but not for the right to
 * publish, nor for a rate. @throws Problem 400 or 413 for an event that its channel does not have.
 */
export interface Broadcasts {
  /** An event of any channel of the catalogue, by its full name. */
  broadcast(channel: string, type: string, data: unknown, options?: BroadcastOptions): Promise<void>;
  /**
   * `publishModuleEvent("horses", "created", …)` sends `horses:created` on the channel `horses`; of a channel with an id in
   * its name, such as `stable/123`, the first part is the module's.
   */
  publishModuleEvent(
    module: string,
    action: string,
    data: Readonly<Record<string, unknown>>,
    by?: string,
    options?: Pick<BroadcastOptions, "key">,
  ): Promise<void>;
  /** On that of the user's own channels that has such events. */
  publishToUser(uid: string, type: string, data: unknown, options?: BroadcastOptions): Promise<void>;
  /** What an application has to say to all devices of a user: `user:signal:sent`. */
  broadcastToUser(uid: string, topic: string, payload: unknown, options?: BroadcastOptions): Promise<void>;
  broadcastToPin(pinId: string, type: string, data: unknown, options?: BroadcastOptions): Promise<void>;
}

export interface BroadcastsDeps extends CheckDeps, PublishAllDeps {
  firestore: Firestore;
}

const backend: Caller = { type: "service", email: "" };

export function broadcasts(deps: BroadcastsDeps): Broadcasts {
  const publish = async (publication: Publication, key: string | undefined): Promise<void> => {
    const checked = [checkPublication(deps, backend, publication, [])];
    if (key === undefined) {
      await publishAll(deps, checked, undefined);
      return;
    }
    const { channel, type } = publication;
    const body = Buffer.from(JSON.stringify(publication));
    const keyed = { uid: "broadcasts", target: `${channel} ${type}`, key, body };
    const request = idempotentRequest(deps.firestore, deps.clock, keyed, () => ({ status: 204 }));
    await answerOnce(request, async () => {
      await publishAll(deps, checked, request);
      return { status: 204 };
    });
  };

  const broadcast: Broadcasts["broadcast"] = (channel, type, data, { by, key } = {}) =>
    publish({ channel, type, data, by }, key);

  return {
    broadcast,
    publishModuleEvent: (module, action, data, by, { key } = {}) => {
      const [name = module] = module.split("/");
      return broadcast(module, `${name}:${action}`, data, { by, key });
    },
    publishToUser: (uid, type, data, options) => {
      const channel = deps.access.channelsOf(uid).find(({ kind }) => eventOf(kind, type));
      return broadcast(channel?.name ?? `users/${uid}`, type, data, options);
    },
    broadcastToUser: (uid, topic, payload, options) =>
      broadcast(`users/${uid}`, "user:signal:sent", { topic, payload }, options),
    broadcastToPin: (pinId, type, data, options) => broadcast(`pins/${pinId}`, type, data, options),
  };
}
