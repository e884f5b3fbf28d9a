import { type Clock, minutes } from "../../platform/clock.js";
import { GrpcStatus, grpcCode } from "../../platform/firestore/grpc.js";
import type { Log } from "../../platform/log.js";

/** Subscriptions younger than this are left alone: their instance may not have registered yet. */
const youngFor = minutes(10);

const Name = /\/subscriptions\/(realtime-\d+-([A-Za-z0-9_-]+)-(\d+))$/;

/** Which subscriptions belonged to instances that are gone. */
export function abandonedSubscriptions(
  names: readonly string[],
  live: ReadonlySet<string>,
  now: number,
): string[] {
  return names.flatMap((name) => {
    const [, subscription, instanceId = "", bornAt] = Name.exec(name) ?? [];
    const ours = subscription !== undefined && !live.has(instanceId) && now - Number(bornAt) > youngFor;
    return ours ? [subscription] : [];
  });
}

interface SweepDeps {
  projectId: string;
  clock: Clock;
  log: Log;
  liveInstances(): Promise<{ id: string }[]>;
}

/** Deletes what crashed instances left behind. Safe to repeat and to run twice at once: gone is gone. */
export async function sweepSubscriptions({
  projectId,
  clock,
  log,
  liveInstances,
}: SweepDeps): Promise<number> {
  const { PubSub } = await import("@google-cloud/pubsub");
  const pubsub = new PubSub({ projectId });
  const [subscriptions] = await pubsub.getSubscriptions();
  const live = new Set((await liveInstances()).map(({ id }) => id));
  const dead = abandonedSubscriptions(
    subscriptions.map(({ name }) => name),
    live,
    clock.now(),
  );
  for (const name of dead) {
    await pubsub
      .subscription(name)
      .delete()
      .catch((error: unknown) => {
        if (grpcCode(error) !== GrpcStatus.notFound) throw error;
      });
  }
  await pubsub.close();
  log.info("bus.swept", { deleted: dead.length, live: live.size });
  return dead.length;
}
