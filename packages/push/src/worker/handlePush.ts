import { type PushMessage, readPush, type WorkerSays } from "../payload.js";
import type { NotificationFacts, WorkerScope } from "./scope.js";

/**
 * A page that is looked at is told, and decides by itself; otherwise the notification is shown. The same push may come twice: FCM
 * delivers at least once.
 */
export async function handlePush(
  scope: WorkerScope,
  text: string,
  looks: { readonly icon?: string; readonly badge?: string },
): Promise<void> {
  const push = readPush(text);
  if (!push) return;
  await setBadge(scope, push.unread);
  const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const looked = windows.filter(({ visibilityState }) => visibilityState === "visible");
  const said: WorkerSays = { type: "firecast:push", push };
  for (const page of looked) page.postMessage(said);
  if (looked.length > 0) return;
  const shown = await scope.registration.getNotifications({ tag: push.tag });
  const isThere = shown.some(({ data }) => idOf(data) === push.id);
  await scope.registration.showNotification(push.title, factsOf(push, { ...looks, isThere }));
}

function factsOf(
  { id, body, tag, actionUrl, renotify }: PushMessage,
  { isThere, ...looks }: { readonly icon?: string; readonly badge?: string; readonly isThere: boolean },
): NotificationFacts {
  // What is shown already is shown again without a sound.
  return { ...looks, body, tag, data: { id, actionUrl }, renotify: renotify && !isThere };
}

/** Where the system has badges; none that the user forbade fails the push. */
async function setBadge({ navigator }: WorkerScope, unread: number | undefined): Promise<void> {
  if (unread === undefined) return;
  const badge = unread > 0 ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.();
  await badge?.catch(() => undefined);
}

const idOf = (data: unknown): unknown =>
  typeof data === "object" && data !== null && "id" in data ? data.id : undefined;
