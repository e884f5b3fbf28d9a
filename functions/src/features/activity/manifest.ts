import { onCreated } from "../../platform/firestore/trigger.js";
import { eventDocument } from "../../realtime/index.js";
import type { FeatureKit, Manifest } from "../feature.js";
import { activityRoutes } from "./http.js";
import { noteActivity } from "./noteActivity.js";
import { activityStore } from "./store.js";

/** Who did what to what, as the events of all channels say. */
export const activity = {
  name: "activity",
  build: ({ firebase, spaces, log }) => {
    const store = activityStore(firebase.firestore, log);
    return {
      name: "activity",
      actions: {},
      routes: activityRoutes({ store, spaces }),
      triggers: [onCreated(eventDocument, (event) => noteActivity(store, event))],
      forgetUser: store.forgetUser,
      forgetSpace: store.forgetSpace,
    };
  },
} satisfies Manifest<FeatureKit>;
