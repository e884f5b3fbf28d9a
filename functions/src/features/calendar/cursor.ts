import { z } from "zod";
import { wellFormedText } from "@firecast/contract/text";
import { listCursor } from "../../platform/firestore/listCursor.js";

/**
 * Where a page of events ended: start and id, as events may start at the same time. Not only our own ids: the last event of
 * a page may be another backend's. What Firestore would refuse as an id is refused here.
 */
const EventPosition = z.tuple([
  wellFormedText(),
  wellFormedText().regex(/^(?!__.*__$|\.{1,2}$)[^/]{1,1500}$/),
]);
export type EventPosition = z.infer<typeof EventPosition>;

export const eventCursor = listCursor(EventPosition);
