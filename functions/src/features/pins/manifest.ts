import { ownPinsChannel, pinChannel } from "@firecast/contract/pins";
import type { FeatureKit, Manifest } from "../feature.js";
import { type PinsActions, pinsActions } from "./actions.js";
import { pinsDeps } from "./deps.js";
import { forgetPins } from "./forgetPins.js";
import { pinsRoutes } from "./http.js";
import { announceTrending } from "./trending.js";

/** Filled-in templates that their owners publish, and how often they are viewed. */
export const pins = {
  name: "pins",
  channels: [pinChannel, ownPinsChannel],
  build: (kit) => {
    const deps = pinsDeps(kit);
    const { firestore } = kit.firebase;
    return {
      name: "pins",
      actions: pinsActions(deps),
      routes: pinsRoutes(deps),
      access: [
        {
          of: "pin",
          mayRead: (user, id) => deps.access.mayRead(user?.uid, id),
          forget: deps.access.forget,
        },
      ],
      snapshots: [{ kind: pinChannel, read: deps.store.pinAtHead }],
      sweep: () => announceTrending(deps),
      forgetUser: (uid) => forgetPins({ firestore, store: deps.store, publisher: kit.publisher }, uid),
    };
  },
} satisfies Manifest<FeatureKit, PinsActions>;
