import { setTimeout as delay } from "node:timers/promises";
import { durableStreams } from "../../features/durableStreams/manifest.js";
import type { FeatureKit, Manifest } from "../../features/feature.js";
import { onWakeUp } from "../../platform/wakeUps/wakeUps.js";
import { answersRoutes } from "./http.js";
import { standInModel } from "./model.js";
import { answersPolicy, answersQueue } from "./queue.js";
import { AnswerDue } from "./schema.js";
import { answersStore } from "./store.js";
import { writeAnswer } from "./writeAnswer.js";

/** The example of an AI's answers that survive: a model's text in a durable stream, and how far it has come on the channel `ai`. */
export const answers = {
  name: "answers",
  build: (kit) => {
    const due = kit.wakeUpsBy(answersPolicy);
    const store = answersStore(kit.firebase.firestore, kit.log);
    const streams = durableStreams.build(kit).actions;
    const deps = { ...kit, store, streams, due, model: standInModel(delay) };
    return {
      name: "answers",
      actions: {},
      routes: answersRoutes(deps),
      queues: {
        [answersQueue]: due.runner([
          onWakeUp(answersQueue, AnswerDue, (answer) => writeAnswer(deps, answer)),
        ]),
      },
      forgetUser: (uid) => store.forget(uid),
    };
  },
} satisfies Manifest<FeatureKit>;
