import type { PubSub } from "@google-cloud/pubsub";
import { type Clock, minutes } from "../../platform/clock.js";
import { GrpcStatus, grpcCode } from "../../platform/firestore/grpc.js";
import type { Work, WorkItem } from "../../platform/jobs/work.js";
import { oldSubscriptions, oldTopics, youngFor } from "./abandoned.js";

export interface SweepDeps {
  readonly projectId: string;
  /** Topics in use. */
  readonly shards: number;
  readonly clock: Clock;
  /** The instances that are there, or fell silent no more than so many ms ago. */
  liveInstances(silentMs: number): Promise<readonly { readonly id: string }[]>;
}

/** Silent for so long, an instance is gone, also where its clock differs from ours. */
const goneAfter = minutes(15);
const pageSize = 200;

/** Works of `tool-lifecycle`: what crashed instances have left in Pub/Sub is deleted. Gone is gone: safe to repeat. */
export const sweepBus = (deps: SweepDeps): Work[] => [sweepSubscriptions(deps), sweepTopics(deps)];

const sweepSubscriptions = ({ projectId, clock, liveInstances }: SweepDeps): Work => ({
  job: "tool-lifecycle",
  name: "subscriptions",
  page: (_, after) =>
    withPubSub(projectId, async (pubsub) => {
      const [page, next] = await pubsub.getSubscriptions(pageFrom(after));
      const listed = page.map(({ name, metadata }) => ({ name, topic: metadata?.topic ?? "" }));
      const old = oldSubscriptions(listed, clock.now());
      const live = new Set(old.length === 0 ? [] : (await liveInstances(goneAfter)).map(({ id }) => id));
      const items = old.filter(({ instanceId }) => !live.has(instanceId));
      return { items, next: tokenOf(next), dueSince: oldest(items) };
    }),
  act: ({ id }) =>
    withPubSub(projectId, async (pubsub) => {
      await gone(pubsub.subscription(id).delete());
      return { subscriptionsRemoved: 1 };
    }),
});

const sweepTopics = ({ projectId, shards, clock }: SweepDeps): Work => ({
  job: "tool-lifecycle",
  name: "topics",
  page: (_, after) =>
    withPubSub(projectId, async (pubsub) => {
      const [page, next] = await pubsub.getTopics(pageFrom(after));
      const listed = page.map(({ name, metadata }) => ({ name, labels: metadata?.labels ?? {} }));
      const items: (WorkItem & { bornAt: number })[] = [];
      for (const topic of oldTopics(listed, shards, clock.now())) {
        // An instance of another revision may still listen.
        const [subscriptions] = await pubsub
          .topic(topic.id)
          .getSubscriptions({ pageSize: 1, autoPaginate: false });
        if (subscriptions.length === 0) items.push(topic);
      }
      return { items, next: tokenOf(next), dueSince: oldest(items) };
    }),
  act: ({ id }) =>
    withPubSub(projectId, async (pubsub) => {
      await gone(pubsub.topic(id).delete());
      return { topicsRemoved: 1 };
    }),
});

const pageFrom = (pageToken: string | undefined) => ({
  pageSize,
  autoPaginate: false,
  ...(pageToken !== undefined && { pageToken }),
});

const tokenOf = (next: { pageToken?: string | null } | null | undefined): string | undefined =>
  next?.pageToken ?? undefined;

const oldest = (items: readonly { bornAt: number }[]): number | undefined =>
  items.length === 0 ? undefined : Math.min(...items.map(({ bornAt }) => bornAt)) + youngFor;

async function gone(deletion: Promise<unknown>): Promise<void> {
  await deletion.catch((error: unknown) => {
    if (grpcCode(error) !== GrpcStatus.notFound) throw error;
  });
}

/** A client for a moment: the job looks a few times an hour. */
async function withPubSub<T>(projectId: string, use: (pubsub: PubSub) => Promise<T>): Promise<T> {
  const { PubSub } = await import("@google-cloud/pubsub");
  const pubsub = new PubSub({ projectId });
  try {
    return await use(pubsub);
  } finally {
    await pubsub.close();
  }
}
