import "../../../../scripts/fcm/fcm-redirect.cjs";
import { compose } from "../../../src/compose.js";
import { isTransient } from "../../../src/platform/firestore/grpc.js";
import { readSettings } from "../../../src/platform/params.js";
import { anAnswer } from "./anAnswer.js";
import { firebaseApart } from "./database.js";
import { type Answer, type Job, Order } from "./job.js";
import { inbox } from "../../../src/features/inbox/manifest.js";
import { push } from "../../../src/features/push/manifest.js";
import { featureActions } from "../../support/featureActions.js";
import { messageDocument } from "../../../src/features/chat/paths.js";

/**
 * One instance of the product, as a container of its functions has it, that does one job at a time and is killed at any
 * moment. Its bus carries nothing: nothing that must not be lost rests on it.
 */
const [, , databaseId = ""] = process.argv;
const settings = readSettings();
const firebase = firebaseApart(databaseId);
const { firestore } = firebase;
let now = 0;

const tell = (answer: Answer): void => void process.send?.(answer);
const complain = (what: string, error: unknown): void => {
  if (!isTransient(error)) tell({ type: "wrong", what: `${what}: ${String(error)}` });
};
const instance = compose({
  settings,
  firebase,
  clock: { now: () => now },
  log: {
    info: () => undefined,
    warn: () => undefined,
    error: complain,
  },
  wrapBus: () => ({
    publish: () => Promise.resolve(),
    subscribe: () => Promise.resolve({ close: () => Promise.resolve() }),
    close: () => Promise.resolve(),
  }),
});

async function act(job: Job): Promise<void> {
  switch (job.type) {
    case "message": {
      const { spaceId, messageId, time } = job;
      const messages = firestore.collection(`spaces/${spaceId}/messages`);
      const [before, after] = await Promise.all([messages.doc("none").get(), messages.doc(messageId).get()]);
      return instance.written(messageDocument.template, {
        data: { before, after },
        params: { spaceId, messageId },
        time,
      });
    }
    case "row":
      return featureActions(instance, push).deliver(job.uid, job.id);
    case "sweep":
      return instance.dueWakeUps();
    case "answers": {
      const numbers = Array.from({ length: job.count }, (_, index) => job.from + index);
      const answers = numbers.map((number) => featureActions(instance, inbox).add(anAnswer(job.uid, number)));
      return void (await Promise.all(answers));
    }
  }
}

process.on("message", (message) => {
  const order = Order.parse(message);
  now = order.now;
  act(order.job).then(
    () => tell({ type: "done" }),
    (error: unknown) => {
      complain(order.job.type, error);
      tell({ type: "failed" });
    },
  );
});
process.once("disconnect", () => process.exit());

// A container that has served before: clients loaded, connections open.
await firestore.doc("warm/up").get();
tell({ type: "ready" });
