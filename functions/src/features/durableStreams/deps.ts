import { type Channel, channelOf } from "@firecast/contract/core/channel";
import { channelKind, ephemeral } from "@firecast/contract/core/channelKind";
import { z } from "zod";
import type { Clock } from "../../platform/clock.js";
import type { Ids, Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Settings } from "../../platform/params.js";
import type { FeatureKit } from "../feature.js";
import type { SpacesActions } from "../spaces/actions.js";
import { type StreamObjects, streamObjects } from "./objects.js";
import type { Head } from "./schema.js";
import { type DurableStreamsStore, durableStreamsStore } from "./store.js";

/** What all of durable streams works with. */
export interface DurableStreamsDeps {
  readonly store: DurableStreamsStore;
  /** Where large appends are kept; undefined where that is not set up. */
  readonly objects: StreamObjects | undefined;
  readonly spaces: Pick<SpacesActions, "isMember">;
  /** Tells all instances that a stream is not what it was. Never rejects: who waits looks again by itself. */
  announce(stream: Pick<Head, "id">): Promise<void>;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly log: Log;
}

/** Between instances alone: it is in no catalogue, and nothing of it reaches clients. */
const wakeKind = channelKind({
  name: "durableStreams/{streamId}",
  events: { "durable-stream:changed": ephemeral(z.object({})) },
  history: 0,
  subscribe: { type: "server" },
  publish: { type: "server" },
  rate: { user: { perMinute: 1 } },
  presence: false,
});

export const wakeChannel = ({ id }: Pick<Head, "id">): Channel<typeof wakeKind> =>
  channelOf(wakeKind, { streamId: id });

export function durableStreamsDeps(kit: FeatureKit): DurableStreamsDeps {
  const { firebase, spaces, publisher, settings, clock, ids, random, log } = kit;
  return {
    store: durableStreamsStore(firebase.firestore, log),
    objects: streamObjects(settings),
    spaces,
    announce: (stream) => publisher.signal(wakeChannel(stream), { type: "durable-stream:changed", data: {} }),
    ...{ settings, clock, ids, random, log },
  };
}
