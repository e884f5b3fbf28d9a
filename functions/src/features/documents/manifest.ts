import { documentChannel } from "@firecast/contract/documents";
import type { FeatureKit, Manifest } from "../feature.js";
import { documentsDeps } from "./deps.js";
import { forgetDocuments } from "./forgetDocuments.js";
import { documentsRoutes } from "./http.js";

/** Texts that several users write at once. */
export const documents = {
  name: "documents",
  channels: [documentChannel],
  build: (kit) => {
    const deps = documentsDeps(kit);
    const { store } = deps;
    const { firestore } = kit.firebase;
    return {
      name: "documents",
      actions: {},
      routes: documentsRoutes(deps),
      access: [
        {
          of: "document",
          mayRead: async (user, id) => user !== undefined && (await deps.access.mayUse(user.uid, id)),
        },
      ],
      forgetUser: (uid) => forgetDocuments({ firestore, store }, uid),
      close: deps.cursors.flush,
    };
  },
} satisfies Manifest<FeatureKit>;
