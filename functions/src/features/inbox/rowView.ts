import type { Firestore } from "firebase-admin/firestore";
import { readDocuments } from "../../platform/firestore/read.js";
import type { Log } from "../../platform/log.js";
import type { NoticeRegistry } from "../../platform/notices/noticeRegistry.js";
import { type InboxView, PushItem } from "../push/actions.js";
import { notificationDocument } from "./paths.js";

/** Rows as pushes see them: as they are stored. */
export function rowView(
  firestore: Firestore,
  { Type }: Pick<NoticeRegistry, "Type">,
  log: Log,
): Pick<InboxView, "rows" | "watchRow"> {
  const Row = PushItem.extend({ type: Type });
  const itemAt = (uid: string, id: string) => notificationDocument.document(firestore, { uid, id });
  return {
    rows: async (uid, ids) => {
      const documents = ids.map((id) => itemAt(uid, id));
      return (await readDocuments(Row, documents, log)).map((seen) => seen?.value);
    },

    watchRow: (uid, id, onRow, onError) =>
      itemAt(uid, id).onSnapshot((snapshot) => {
        const item = Row.safeParse(snapshot.data());
        if (!snapshot.exists || item.success) onRow(item.data);
      }, onError),
  };
}
