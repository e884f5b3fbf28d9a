import { Timestamp as StoredTime } from "firebase-admin/firestore";
import { z } from "zod";
import { Action } from "@firecast/contract/automations/actions";
import { Automation, AutomationFiring, Condition, EventTrigger } from "@firecast/contract/automations/rules";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { storedJson } from "../../platform/firestore/storedJson.js";

const Milliseconds = z.int().nonnegative();

/** A rule as it is stored. */
export const StoredRule = Automation.extend({
  actions: storedJson(z.array(Action)),
  /** When it has fired within the last hour, ms since the epoch. */
  recent: z.array(Milliseconds),
  /** Firings in a row that came to nothing. */
  failures: z.int().nonnegative(),
  /** The time of the clock that it fires for next. */
  occurrence: Timestamp.optional(),
  /** What its webhooks are signed with. */
  secret: z.string().optional(),
  /** What has been looked up until then needs not be again, ms since the epoch. */
  lookedUntil: Milliseconds.optional(),
});
export type StoredRule = z.infer<typeof StoredRule>;

/** A firing as it is stored; while it runs, with what is to be done. */
export const StoredFiring = AutomationFiring.extend({
  /** The rule as it was then, by the time it was saved: of a rule that has changed since nothing more is done. */
  savedAt: z.string(),
  /** With the texts that the happening has given them. Gone once the firing is over. */
  actions: storedJson(z.array(Action.nullable())).optional(),
  expireAt: z.instanceof(StoredTime),
});
export type StoredFiring = z.infer<typeof StoredFiring>;

/** What the rules of a space wait for. */
export const StoredAwaited = z.object({
  /** How many rules the space has, of whatever kind. */
  rules: z.int().nonnegative(),
  waiting: storedJson(z.record(Segment, z.object({ trigger: EventTrigger, conditions: z.array(Condition) }))),
});
export type StoredAwaited = z.infer<typeof StoredAwaited>;
