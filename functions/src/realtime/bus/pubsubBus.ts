import { setTimeout as delay } from "node:timers/promises";
import type { PubSub, Subscription as PubSubSubscription, Topic } from "@google-cloud/pubsub";
import { type Clock, seconds } from "../../platform/clock.js";
import { GrpcStatus, grpcCode, within } from "../../platform/firestore/grpc.js";
import type { Log } from "../../platform/log.js";
import type { Measured } from "../measured.js";
import { bornLabel } from "./abandoned.js";
import type { Bus, Listener, BusSubscription } from "./bus.js";

export const topicName = (shard: number): string => `realtime-${shard}`;

/** Names its instance and its birth, so that the sweep can tell whose it was and how old it is. */
export const subscriptionName = (shard: number, instanceId: string, bornAt: number): string =>
  `realtime-${shard}-${instanceId}-${bornAt}`;

const day = 24 * 3600;

export interface PubSubBusDeps {
  projectId: string;
  instanceId: string;
  clock: Clock;
  log: Log;
  measured?: Pick<Measured, "heard">;
}

/**
 * A bus on Pub/Sub: a topic per shard, an ephemeral subscription per instance and shard. Loaded at the first use, so an
 * instance that neither publishes nor listens never pays for the client.
 */
export function pubsubBus({ projectId, instanceId, clock, log, measured }: PubSubBusDeps): Bus {
  let client: Promise<PubSub> | undefined;
  const topics = new Map<number, Topic>();

  const connect = (): Promise<PubSub> => {
    client ??= import("@google-cloud/pubsub").then(({ PubSub }) => new PubSub({ projectId }));
    return client;
  };

  const topicOf = async (shard: number): Promise<Topic> => {
    const pubsub = await connect();
    // No event waits for another: only what is published in one turn of the event loop shares a request.
    const topic = topics.get(shard) ?? pubsub.topic(topicName(shard), { batching: { maxMilliseconds: 0 } });
    topics.set(shard, topic);
    return topic;
  };

  return {
    publish: async (shard, packet) => {
      const topic = await topicOf(shard);
      const send = () => topic.publishMessage({ data: packet.data, attributes: packet.attributes });
      await within(seconds(5), "publish", creatingTopic(topic, clock, send));
    },

    subscribe: (shard, listener) =>
      openSubscription({ shard, instanceId, clock, listener, log, measured, topicOf, connect }),

    close: async () => {
      const pubsub = await client?.catch(() => undefined);
      await pubsub?.close();
    },
  };
}

/** A topic is created when it is first needed: there is nothing to set up before the first deploy. */
async function creatingTopic<T>(topic: Topic, clock: Clock, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (grpcCode(error) !== GrpcStatus.notFound) throw error;
    const labels = { [bornLabel]: String(clock.now()) };
    await topic.pubsub.createTopic({ name: topic.name, labels }).catch((failure: unknown) => {
      if (grpcCode(failure) !== GrpcStatus.alreadyExists) throw failure;
    });
    return work();
  }
}

interface Opening {
  shard: number;
  instanceId: string;
  clock: Clock;
  listener: Listener;
  log: Log;
  measured: Pick<Measured, "heard"> | undefined;
  topicOf(shard: number): Promise<Topic>;
  connect(): Promise<PubSub>;
}

async function openSubscription(opening: Opening): Promise<BusSubscription> {
  const { shard, clock, listener, log, measured } = opening;
  let closed = false;
  let current: PubSubSubscription | undefined;

  const open = async (): Promise<void> => {
    const subscription = await createSubscription(opening);
    if (closed) return remove(subscription);
    current = subscription;
    subscription.on("message", (message) => {
      message.ack();
      measured?.heard(clock.now() - message.publishTime.getTime());
      listener.onPacket(message);
    });
    subscription.on("error", (error) => {
      if (current === subscription) void restore(error);
    });
  };

  /** Deleted under us, or the emulator began again: make a new one, for as long as there is a listener. */
  const restore = async (cause: unknown): Promise<void> => {
    const broken = current;
    current = undefined;
    log.warn("bus.subscription.broken", { shard, reason: String(cause) });
    listener.onBroken(cause);
    if (broken) void remove(broken);
    for (let attempt = 0; !closed; attempt++) {
      try {
        await open();
        listener.onRestored();
        return;
      } catch (error) {
        log.warn("bus.subscription.failed", { shard, attempt, reason: String(error) });
        await delay(Math.min(seconds(5), 250 * 2 ** attempt));
      }
    }
  };

  await open();
  return {
    close: async () => {
      closed = true;
      if (current) await remove(current);
      current = undefined;
    },
  };
}

async function createSubscription(opening: Opening): Promise<PubSubSubscription> {
  const { shard, instanceId, clock, topicOf, connect } = opening;
  const { Duration } = await import("@google-cloud/pubsub");
  const name = subscriptionName(shard, instanceId, clock.now());
  const topic = await topicOf(shard);
  const options = {
    // The least that Pub/Sub allows; what a crash leaves behind is swept long before.
    expirationPolicy: { ttl: { seconds: day } },
    messageRetentionDuration: { seconds: 600 },
    ackDeadlineSeconds: 10,
  };
  await within(
    seconds(5),
    "subscription",
    creatingTopic(topic, clock, () => topic.createSubscription(name, options)),
  );
  const pubsub = await connect();
  return pubsub.subscription(name, {
    flowControl: { maxMessages: 5000, allowExcessMessages: true },
    // The client waits up to a minute between attempts otherwise.
    streamingOptions: { retryMaxBackoff: Duration.from({ seconds: 2 }) },
  });
}

async function remove(subscription: PubSubSubscription): Promise<void> {
  // Closed before deleted: a deleted subscription ends an open pull with an error.
  subscription.removeAllListeners();
  subscription.on("error", () => undefined);
  await within(
    seconds(3),
    "close",
    subscription.close().then(() => subscription.delete()),
  ).catch(() => undefined);
}
