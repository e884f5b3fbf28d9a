import { sharedFeature } from "../feature.js";
import { devicesActions } from "./actions.js";
import { devicesRoutes } from "./http.js";
import { pruneDevices } from "./pruneDevices.js";
import { devicesStore } from "./store.js";

export const devices = sharedFeature({
  name: "devices",
  build: (kit) => {
    const actions = devicesActions(kit);
    const store = devicesStore(kit.firebase.firestore, kit.log);
    return {
      name: "devices",
      actions,
      routes: devicesRoutes(actions),
      jobs: [pruneDevices(store)],
      forgetUser: actions.forgetUser,
    };
  },
});
