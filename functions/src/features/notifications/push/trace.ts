import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import { Trace } from "@firecast/contract/notifications";
import { ok } from "../../../platform/http/answers.js";
import { endpoint, type Route } from "../../../platform/http/endpoint.js";
import { notFound } from "../../../platform/problems.js";
import type { DeliveriesStore } from "./deliveriesStore.js";

/** What became of a notification's push; undefined if the user has no such notification. */
export const tracing =
  (store: Pick<DeliveriesStore, "read" | "delivery">) =>
  async (uid: string, id: string): Promise<Trace | undefined> => {
    const { item, delivery } = await store.read(uid, id);
    if (!delivery) return item && { id, type: item.type, devices: [] };
    const { type, decision, digest, digestId } = delivery.value;
    if (digest) return undefined;
    const told = digestId === undefined ? delivery : await store.delivery(uid, digestId);
    const devices = Object.entries(told?.value.devices ?? {}).map(
      ([deviceId, { target: _, retryAt: _at, ...record }]) => ({
        deviceId,
        ...record,
      }),
    );
    return { id, type, decision, devices };
  };

export const traceRoutes = (trace: ReturnType<typeof tracing>): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/notifications/:id/trace",
      summary: "Why a notification was pushed, held back or not pushed, and what came of each device",
      params: z.object({ id: Segment }),
      answer: ok(Trace),
    },
    async ({ params, user }) => {
      const found = await trace(user.uid, params.id);
      if (!found) throw notFound();
      return found;
    },
  ),
];
