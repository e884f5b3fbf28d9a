import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { TextChange } from "@firecast/contract/textChange";
import { storedJson } from "../../platform/firestore/storedJson.js";

/** One of the newest changes of a document, made to `version - 1`. */
export const StoredChange = z.object({
  version: z.int().positive(),
  ops: storedJson(TextChange),
  by: Segment,
  at: Timestamp,
});
export type StoredChange = z.infer<typeof StoredChange>;
