import { features } from "../../src/app/features.js";
import { accounts } from "../../src/features/accounts/manifest.js";
import { spaces } from "../../src/features/spaces/manifest.js";
import { noticeRegistry } from "../../src/platform/notices/noticeRegistry.js";

/** The notification types of all features, as an instance has them. */
export const theTypes = noticeRegistry(
  [accounts, spaces, ...features].flatMap(({ noticeTypes = [] }) => noticeTypes),
);
