import { z } from "zod";
import { ignoreConflict } from "../../platform/firestore/ignoreConflict.js";
import { duePages } from "../../platform/jobs/duePages.js";
import type { Work, WorkItem } from "../../platform/jobs/work.js";
import type { DevicesStore, StaleDevice } from "./store.js";

const pages = duePages(z.tuple([z.number(), z.string()]), 100);

interface StaleItem extends WorkItem {
  readonly device: StaleDevice;
}

/** Work of `tool-lifecycle`: devices that FCM has let go are forgotten, with their targets. One that is registered anew stays. */
export const pruneDevices = (store: DevicesStore): Work<StaleItem> => ({
  job: "tool-lifecycle",
  name: "devices",
  page: async ({ slot }, after) => {
    const { rows, next } = await pages(
      after,
      (from, limit) => store.stale(slot, from, limit),
      ({ place }) => place,
    );
    const items = rows.map((device) => ({ id: device.place[1], device }));
    return { items, dueSince: rows[0]?.place[0], next };
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
