import { z } from "zod";
import { Timestamp } from "@firecast/contract/core/ids";
import { Pin, TemplateVars } from "@firecast/contract/pins";
import { storedJson } from "../../platform/firestore/storedJson.js";

/** `views` are those that were announced: the counter may be a moment ahead. */
export const StoredPin = Pin.extend({
  templateVars: storedJson(TemplateVars),
  /** When views were last announced. */
  viewsAt: Timestamp.optional(),
});
export type StoredPin = z.infer<typeof StoredPin>;

/** What callers get. */
export function pinOf({ viewsAt: _, ...pin }: StoredPin): Pin {
  return pin;
}

/** A day (UTC) on which a pin was viewed: how many views it had before, and when it was viewed last on that day. */
export const ViewsDay = z.object({
  date: z.iso.date(),
  before: z.int().nonnegative(),
  after: z.int().nonnegative(),
});
export type ViewsDay = z.infer<typeof ViewsDay>;
