import { onCreated } from "../../platform/firestore/trigger.js";
import { decode } from "../../platform/firestore/versioned.js";
import { onWakeUp } from "../../platform/wakeUps/wakeUps.js";
import type { FeatureKit, Manifest } from "../feature.js";
import { setupDeps } from "./deps.js";
import { setupRoutes } from "./http.js";
import { notificationStep } from "./notificationStep.js";
import { setupDocument } from "./paths.js";
import { setupQueue } from "./queue.js";
import { runSetup } from "./runSetup.js";
import { StoredSetup } from "./schema.js";
import { team } from "./templates.js";
import { setupWork } from "./work.js";
import { setupWakeUpKind, SetupRef } from "./wakeUps.js";

/** New spaces are set up, step by step; the steps are the other features'. */
export const setup = {
  name: "setup",
  templates: [team],
  build: (kit) => {
    const deps = setupDeps(kit);
    return {
      name: "setup",
      actions: {},
      routes: setupRoutes(deps),
      jobs: [setupWork(deps)],
      setupSteps: [notificationStep(kit)],
      setups: setupQueue(deps),
      triggers: [
        // Runs at least once. Safe to repeat: one has the lease.
        onCreated(setupDocument, async ({ data, params: { spaceId } }) => {
          await runSetup(deps, spaceId, decode(StoredSetup, data, kit.log));
        }),
      ],
      wakeUps: [
        onWakeUp(setupWakeUpKind, SetupRef, async ({ spaceId }) => {
          await runSetup(deps, spaceId);
        }),
      ],
      forgetUser: deps.store.forgetUser,
      // What wakes up for it then finds none.
      forgetSpace: async function* (spaceId) {
        yield await deps.store.remove(spaceId);
      },
    };
  },
} satisfies Manifest<FeatureKit>;
