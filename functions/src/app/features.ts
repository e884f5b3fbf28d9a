import { activity } from "../features/activity/manifest.js";
import { automations } from "../features/automations/manifest.js";
import { calendar } from "../features/calendar/manifest.js";
import { chat } from "../features/chat/manifest.js";
import { devices } from "../features/devices/manifest.js";
import { direct } from "../features/direct/manifest.js";
import { documents } from "../features/documents/manifest.js";
import { durableStreams } from "../features/durableStreams/manifest.js";
import type { Manifest } from "../features/feature.js";
import { inbox } from "../features/inbox/manifest.js";
import { issues } from "../features/issues/manifest.js";
import { notifications } from "../features/notifications/manifest.js";
import { pins } from "../features/pins/manifest.js";
import { preferences } from "../features/preferences/manifest.js";
import { push } from "../features/push/manifest.js";
import { setup } from "../features/setup/manifest.js";
import { tools } from "../features/tools/manifest.js";
import { webhooks } from "../features/webhooks/manifest.js";
import { answers } from "./answers/manifest.js";
import { horses } from "./horses/manifest.js";
import { modules } from "./modules/manifest.js";

/** The features that run, beside accounts, sessions and spaces, which all others rest on. */
export const features: readonly Manifest[] = [
  chat,
  tools,
  calendar,
  devices,
  preferences,
  inbox,
  push,
  horses,
  answers,
  modules,
  notifications,
  documents,
  direct,
  pins,
  activity,
  issues,
  webhooks,
  setup,
  automations,
  durableStreams,
];
