import type { WriteBatch } from "firebase-admin/firestore";
import { commitRows } from "./commitRows.js";
import type { InboxDeps } from "./deps.js";
import { type Addressed, notificationId } from "./rules/admit.js";
import { renderAnew } from "./rules/renderAnew.js";
import { saidBy } from "./schema.js";

/** The same happening in other words: a row that shows it reads like this now. Nothing becomes new by that. Safe to repeat. */
export const reviseNotice = (deps: InboxDeps, notice: Addressed): Promise<void> =>
  deps.inTurn(notice.uid, async () => {
    const { store, types } = deps;
    const { uid, at } = notice;
    const id = notificationId(notice);
    const { state: seen, row, joined } = await store.holding(uid, id);
    const former = row?.id === id ? row.said : joined?.said;
    if (!former || former.at >= at) return;
    const news = saidBy(notice);
    if (!row) {
      // With the state, like a retraction: it may be taken in at this moment, as it was said before.
      const also = (batch: WriteBatch): void => store.putSaid(batch, uid, id, news);
      if (joined?.waiting) await commitRows(deps, { uid, seen, steps: [], change: {}, also });
      return;
    }
    const [newest] = await store.newestJoined(uid, row.id);
    const isShown = newest ? newest.id === id : row.id === id;
    const kept = row.id === id ? { ...row, said: news } : row;
    const after = isShown ? (renderAnew(kept, news, types.find(row.type)) ?? kept) : kept;
    const writes = (batch: WriteBatch): void => {
      if (row.id !== id) store.putSaid(batch, uid, id, news);
    };
    if (after.title !== row.title || after.body !== row.body) {
      await commitRows(deps, { uid, seen, steps: [{ event: "updated", before: row, after }], also: writes });
    } else {
      const also = (batch: WriteBatch): void => {
        store.updateItem(batch, uid, after);
        writes(batch);
      };
      await commitRows(deps, { uid, seen, steps: [], change: {}, also });
    }
  });
