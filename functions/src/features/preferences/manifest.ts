import { sharedFeature } from "../feature.js";
import { preferencesActions } from "./actions.js";
import { preferencesRoutes } from "./http.js";

export const preferences = sharedFeature({
  name: "preferences",
  build: (kit) => {
    const actions = preferencesActions(kit);
    return {
      name: "preferences",
      actions,
      routes: preferencesRoutes(actions, kit.types),
      forgetUser: actions.forgetUser,
    };
  },
});
