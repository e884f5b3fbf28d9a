import type { FeatureKit, Manifest } from "../feature.js";
import { automationsDeps } from "./deps.js";
import { dueRules } from "./firings/dueRules.js";
import { forgetAuthor } from "./firings/forgetAuthor.js";
import { listen } from "./firings/listen.js";
import { resumeFirings } from "./firings/resume.js";
import { automationsRoutes } from "./http.js";

/** What a space does by itself: rules that fire at a time, or when something happens in it. */
export const automations = {
  name: "automations",
  build: (kit) => {
    const deps = automationsDeps(kit);
    return {
      name: "automations",
      actions: {},
      routes: automationsRoutes(deps),
      listener: listen(deps),
      wakeUps: [resumeFirings(deps)],
      jobs: [dueRules(deps)],
      forgetUser: (uid) => forgetAuthor(deps, uid),
      forgetSpace: deps.store.forgetSpace,
    };
  },
} satisfies Manifest<FeatureKit>;
