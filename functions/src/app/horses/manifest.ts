import type { FeatureKit, Manifest } from "../../features/feature.js";
import { onCreated } from "../../platform/firestore/trigger.js";
import { readWritten } from "../../platform/notices/readWritten.js";
import { arena } from "./arena.js";
import { Horse, horsesChannel } from "./channels.js";
import { horsesRoutes } from "./http.js";
import { horseAdded, tellHorseAdded } from "./notices.js";
import { horseDocument } from "./paths.js";
import { stable } from "./template.js";

/** The example of what a team adds: a kind of channels, a route, a trigger, a notification type, a template of spaces and a namespace of Socket.IO. */
export const horses = {
  name: "horses",
  channels: [horsesChannel],
  noticeTypes: [horseAdded],
  templates: [stable],
  build: (kit) => ({
    name: "horses",
    actions: {},
    routes: horsesRoutes(kit),
    namespaces: [arena],
    notices: {
      triggers: (teller) => [
        // Runs at least once. Safe to repeat: a notification's id is derived from type, cause and recipient.
        onCreated(horseDocument, async ({ data, params }) => {
          const horse = readWritten(kit.log, Horse, data, { id: params.horseId });
          if (horse) await teller.notify(tellHorseAdded(horse));
        }),
      ],
    },
  }),
} satisfies Manifest<FeatureKit>;
