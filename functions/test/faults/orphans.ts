import { PubSub } from "@google-cloud/pubsub";

const Name = /\/subscriptions\/(realtime-.+-(\d+))$/;

/**
 * Deletes the subscriptions of killed servers, as the hourly sweep does in production: here, hundreds die in minutes, and
 * every message of the run would be kept for each of them. Only those made since `since` and before `before` are meant.
 */
export async function deleteOrphans(projectId: string, since: number, before: number): Promise<void> {
  const pubsub = new PubSub({ projectId });
  const [subscriptions] = await pubsub.getSubscriptions();
  for (const { name } of subscriptions) {
    const [, subscription, bornAt] = Name.exec(name) ?? [];
    if (subscription === undefined || Number(bornAt) < since || Number(bornAt) >= before) continue;
    await pubsub.subscription(subscription).delete();
  }
  await pubsub.close();
}
