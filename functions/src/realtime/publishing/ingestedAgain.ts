import type { Topics } from "../../platform/tasks/replay.js";
import { RefusedMessage } from "./refusedMessage.js";
import { ingestTopic } from "./topic.js";

/** How dead letters of the topic go back to it. The client is loaded then: hardly any instance needs it. */
export const ingestedAgain = (projectId: string): Topics =>
  new Map([
    [
      ingestTopic,
      async (payload: unknown): Promise<void> => {
        const { data, attributes } = RefusedMessage.parse(payload);
        const { PubSub } = await import("@google-cloud/pubsub");
        const pubsub = new PubSub({ projectId });
        try {
          await pubsub.topic(ingestTopic).publishMessage({ data: Buffer.from(data), attributes });
        } finally {
          await pubsub.close();
        }
      },
    ],
  ]);
