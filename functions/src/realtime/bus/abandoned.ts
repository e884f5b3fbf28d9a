import { hours } from "../../platform/clock.js";

/**
 * Younger ones are left alone: their instance may not have registered yet, and clocks of instances may differ by
 * minutes.
 */
export const youngFor = hours(1);

const SubscriptionName = /\/subscriptions\/(realtime-(\d+)-([A-Za-z0-9_-]+)-(\d+))$/;

export interface ListedSubscription {
  /** `projects/…/subscriptions/…` */
  readonly name: string;
  /** `projects/…/topics/…`, or `_deleted-topic_`. */
  readonly topic: string;
}

/** A subscription by whose name an instance of ours made it, long ago. */
export interface OldSubscription {
  readonly id: string;
  readonly instanceId: string;
  readonly bornAt: number;
}

/** Those that may have been left by an instance that is gone; others' are never among them. */
export function oldSubscriptions(listed: readonly ListedSubscription[], now: number): OldSubscription[] {
  return listed.flatMap(({ name, topic }) => {
    const [, id, shard = "", instanceId = "", born] = SubscriptionName.exec(name) ?? [];
    const bornAt = Number(born);
    const isOurs = topic.endsWith(`/topics/realtime-${shard}`) || topic === "_deleted-topic_";
    return id !== undefined && isOurs && now - bornAt > youngFor ? [{ id, instanceId, bornAt }] : [];
  });
}

export interface ListedTopic {
  /** `projects/…/topics/…` */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface OldTopic {
  readonly id: string;
  readonly bornAt: number;
}

const TopicName = /\/topics\/(realtime-(\d+))$/;

/** What a topic of ours is labelled with: its birth, ms since the epoch. */
export const bornLabel = "firecast-born";

/** Topics that we made long ago for shards that there are no more. Without our label a topic is not ours. */
export function oldTopics(listed: readonly ListedTopic[], shards: number, now: number): OldTopic[] {
  return listed.flatMap(({ name, labels }) => {
    const [, id, shard] = TopicName.exec(name) ?? [];
    const born = labels[bornLabel];
    const isOver = born !== undefined && Number(shard) >= shards && now - Number(born) > youngFor;
    return id !== undefined && isOver ? [{ id, bornAt: Number(born) }] : [];
  });
}
