import { handleClick } from "./worker/handleClick.js";
import { handlePush } from "./worker/handlePush.js";
import type { WorkerScope } from "./worker/scope.js";

export type { WorkerScope } from "./worker/scope.js";

export interface WorkerOptions {
  /** Of the notifications. */
  icon?: string;
  /** The small one of one colour, in a status bar. */
  badge?: string;
}

/**
 * In a service worker: `handlePushes(self)` shows our pushes and follows clicks on them. It is the one handler: a worker that also
 * imports `firebase/messaging/sw` shows everything twice.
 */
export function handlePushes(scope: WorkerScope, options: WorkerOptions = {}): void {
  scope.addEventListener("push", (event) => {
    event.waitUntil(handlePush(scope, event.data?.text() ?? "", options));
  });
  scope.addEventListener("notificationclick", (event) => {
    event.waitUntil(handleClick(scope, event.notification));
  });
}
