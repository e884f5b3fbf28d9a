import { directChannel, directInboxChannel } from "@firecast/contract/direct";
import type { FeatureKit, Manifest } from "../feature.js";
import { inbox } from "../inbox/manifest.js";
import { directDeps } from "./deps.js";
import { forgetConversations } from "./forgetConversations.js";
import { directRoutes } from "./http.js";

/** Messages between two users. */
export const direct = {
  name: "direct",
  channels: [directChannel, directInboxChannel],
  build: (kit) => {
    const deps = directDeps({
      ...kit,
      blockedBy: inbox.build(kit).actions.blockedBy,
    });
    const { firestore } = kit.firebase;
    return {
      name: "direct",
      actions: {},
      routes: directRoutes(deps),
      forgetUser: (uid) => forgetConversations({ firestore, store: deps.store }, uid),
    };
  },
} satisfies Manifest<FeatureKit>;
