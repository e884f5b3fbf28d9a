import type { Trace } from "@firecast/contract/notifications/push";
import type { PushDeps } from "./deps.js";

/** What became of a notification's push; undefined if the user has no such notification. */
export async function traceOf(
  { store, inbox }: Pick<PushDeps, "store" | "inbox">,
  uid: string,
  id: string,
): Promise<Trace | undefined> {
  const [[item], delivery] = await Promise.all([inbox.rows(uid, [id]), store.delivery(uid, id)]);
  if (!delivery) return item && { id, type: item.type, devices: [] };
  const { type, decision, digest, digestId } = delivery.value;
  if (digest) return undefined;
  const told = digestId === undefined ? delivery : await store.delivery(uid, digestId);
  const devices = Object.entries(told?.value.devices ?? {}).map(
    ([deviceId, { target: _, retryAt: _at, ...record }]) => ({ deviceId, ...record }),
  );
  return { id, type, decision, devices };
}
