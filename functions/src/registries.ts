import type { Manifest } from "./features/feature.js";
import { happeningRegistry } from "./platform/happenings/happeningRegistry.js";
import { noticeRegistry } from "./platform/notices/noticeRegistry.js";

type Declared = Pick<Manifest, "noticeTypes" | "happeningKinds" | "templates">;

/** What the features of a deployment declare before any of them is built. */
export const registriesOf = (manifests: readonly Declared[]) => ({
  types: noticeRegistry(manifests.flatMap(({ noticeTypes = [] }) => noticeTypes)),
  happenings: happeningRegistry(manifests.flatMap(({ happeningKinds = [] }) => happeningKinds)),
  templates: manifests.flatMap(({ templates = [] }) => templates),
});
