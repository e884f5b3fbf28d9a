import { initializeApp } from "../../functions/node_modules/firebase-admin/lib/app/index.js";
import { getFirestore } from "../../functions/node_modules/firebase-admin/lib/firestore/index.js";
import { PubSub } from "../../functions/node_modules/@google-cloud/pubsub/build/src/index.js";

/**
 * The floor of what goes through Firestore and Pub/Sub: the bare calls, from a process that does nothing else. A commit
 * creates one document and deletes one, as every append to a full channel does.
 */
const projectId = process.env["GCLOUD_PROJECT"] ?? "";
const firestore = getFirestore(initializeApp({ projectId }));
const run = Math.random().toString(36).slice(2, 10);
const documents = firestore.collection(`bench/${run}/documents`);
const data = { type: "user:signal:sent", wire: "x".repeat(330) };
let commits = 0;

async function commit(): Promise<void> {
  const number = commits++;
  const batch = firestore.batch();
  batch.create(documents.doc(String(number)), { ...data, seq: number });
  batch.delete(documents.doc(String(number - 50)));
  await batch.commit();
}

async function commitFor(posters: number, ms: number): Promise<number> {
  const begun = performance.now();
  const before = commits;
  const poster = async (): Promise<void> => {
    while (performance.now() - begun < ms) await commit();
  };
  await Promise.all(Array.from({ length: posters }, poster));
  return (commits - before) / ((performance.now() - begun) / 1000);
}

/** From publish to receipt, both in this process. */
async function openBus(): Promise<{ roundTrip(): Promise<void>; close(): Promise<void> }> {
  const pubsub = new PubSub({ projectId });
  const [topic] = await pubsub.createTopic(`bench-${run}`);
  const [subscription] = await topic.createSubscription(`bench-${run}`);
  const sender = pubsub.topic(topic.name, { batching: { maxMilliseconds: 0 } });
  let onMessage: () => void = () => undefined;
  subscription.on("error", () => undefined);
  subscription.on("message", (message) => {
    message.ack();
    onMessage();
  });
  return {
    roundTrip: async () => {
      const received = new Promise<void>((resolve) => (onMessage = resolve));
      await sender.publishMessage({ data: Buffer.from(data.wire) });
      await received;
    },
    close: async () => {
      await subscription.close();
      await subscription.delete();
      await topic.delete();
      await pubsub.close();
    },
  };
}

let bus: ReturnType<typeof openBus> | undefined;

async function sumOfBoth(): Promise<number> {
  const { roundTrip } = await (bus ??= openBus());
  const begun = performance.now();
  await commit();
  await roundTrip();
  return performance.now() - begun;
}

async function busAlone(): Promise<number> {
  const { roundTrip } = await (bus ??= openBus());
  const begun = performance.now();
  await roundTrip();
  return performance.now() - begun;
}

type Question =
  { type: "commits"; posters: number; ms: number } | { type: "sum" } | { type: "bus" } | { type: "close" };

async function answer(question: Question): Promise<unknown> {
  switch (question.type) {
    case "commits":
      return commitFor(question.posters, question.ms);
    case "sum":
      return sumOfBoth();
    case "bus":
      return busAlone();
    case "close":
      return (await bus)?.close();
  }
}

process.on("message", (question: Question) => {
  answer(question).then(
    (value) => process.send?.({ answer: value }),
    (error: unknown) => process.send?.({ failure: String(error) }),
  );
});
process.once("disconnect", () => process.exit());
