import { z } from "zod";
import { ignoreConflict } from "../../platform/firestore/ignoreConflict.js";
import { listCursor } from "../../platform/firestore/listCursor.js";
import type { Work, WorkItem } from "../../platform/jobs/work.js";
import type { DevicesStore, StaleDevice } from "./store.js";

const pageSize = 100;
const place = listCursor(z.tuple([z.number(), z.string()]));

interface StaleItem extends WorkItem {
  readonly device: StaleDevice;
}

/** Work of `tool-lifecycle`: devices that FCM has let go are forgotten, with their targets. One that is registered anew stays. */
export const pruneDevices = (store: DevicesStore): Work<StaleItem> => ({
  job: "tool-lifecycle",
  name: "devices",
  page: async ({ slot }, after) => {
    const from = after === undefined ? undefined : place.decode(after);
    const stale = await store.stale(slot, from, pageSize);
    const last = stale.at(-1);
    return {
      items: stale.map((device) => ({ id: device.place[1], device })),
      next: last && stale.length === pageSize ? place.encode(last.place) : undefined,
      dueSince: stale[0]?.place[0],
    };
  },
  act: async ({ device }) => {
    const { target } = device;
    const removed = store.commit((batch) => {
      store.removeStale(batch, device);
      if (target) store.freeTarget(batch, target);
    });
    await ignoreConflict(removed);
    return { devicesRemoved: 1 };
  },
});
