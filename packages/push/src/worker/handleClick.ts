import { addressOf, type WorkerSays } from "../payload.js";
import type { ShownNotification, WorkerScope } from "./scope.js";

/** Brings a page of the app to the front and tells it where to go, or opens one there. Never another origin. */
export async function handleClick(scope: WorkerScope, notification: ShownNotification): Promise<void> {
  notification.close();
  const url = addressOf(actionUrlOf(notification.data), scope.location.origin);
  const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page =
    windows.find(({ focused }) => focused) ??
    windows.find(({ visibilityState }) => visibilityState === "visible") ??
    windows[0];
  if (!page) return void (await scope.clients.openWindow(url));
  await page.focus();
  const said: WorkerSays = { type: "firecast:open", url };
  page.postMessage(said);
}

const actionUrlOf = (data: unknown): string =>
  typeof data === "object" && data !== null && "actionUrl" in data && typeof data.actionUrl === "string"
    ? data.actionUrl
    : "/";
