import { documentChannel } from "@firecast/contract/documents";
import type { FeatureKit, Manifest } from "../feature.js";
import { drain } from "../../platform/firestore/deletePages.js";
import { documentsDeps } from "./deps.js";
import { forgetDocuments } from "./forgetDocuments.js";
import { documentsRoutes } from "./http.js";
import { documentSayables } from "./sayables.js";

/** Texts that several users write at once. */
export const documents = {
  name: "documents",
  channels: [documentChannel],
  build: (kit) => {
    const deps = documentsDeps(kit);
    const { firestore } = kit.firebase;
    const forgetting = { ...deps, firestore, publisher: kit.publisher };
    return {
      name: "documents",
      actions: {},
      routes: documentsRoutes(deps),
      sayables: documentSayables(deps),
      access: [
        {
          of: "document",
          mayRead: async (user, id) => user !== undefined && (await deps.access.mayUse(user.uid, id)),
          forget: deps.access.forget,
        },
      ],
      forgetUser: (uid) => drain(forgetDocuments(forgetting, { ownerId: uid })),
      forgetSpace: (spaceId) => forgetDocuments(forgetting, { spaceId }),
      close: deps.cursors.flush,
    };
  },
} satisfies Manifest<FeatureKit>;
