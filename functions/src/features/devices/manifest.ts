import { sharedFeature } from "../feature.js";
import { devicesActions } from "./actions.js";
import { devicesRoutes } from "./http.js";

export const devices = sharedFeature({
  name: "devices",
  build: (kit) => {
    const actions = devicesActions(kit);
    return { name: "devices", actions, routes: devicesRoutes(actions), forgetUser: actions.forgetUser };
  },
});
