import { moduleChannel } from "@firecast/contract/modules";
import type { Manifest } from "../../features/feature.js";

/** The modules of your application: each has channels, which operators and your other backends publish to. */
export const modules = {
  name: "modules",
  channels: [
    moduleChannel("horses"),
    moduleChannel("health"),
    moduleChannel("shop"),
    moduleChannel("stable/{stableId}"),
  ],
  build: () => ({ name: "modules", actions: {} }),
} satisfies Manifest;
