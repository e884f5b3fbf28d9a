import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { SetupStep } from "@firecast/contract/space/setup";
import { storedJson } from "../../platform/firestore/storedJson.js";
import { SetupOrder } from "../../platform/setup/order.js";

const Milliseconds = z.int().nonnegative();

/**
 * The set-up of a space as it is kept. The process that works on it holds its lease, and all that it writes rests on the version that they
 * have read: who was overtaken writes nothing any more.
 */
export const StoredSetup = z.object({
  /** The id of its pipeline. */
  id: Segment,
  spaceId: Segment,
  createdBy: Segment,
  createdAt: Timestamp,
  updatedAt: Timestamp,
  /** Whether it makes something, or takes back what it has made. */
  phase: z.enum(["make", "undo"]),
  /** `aside`: not tried any more until it is retried. */
  state: z.enum(["open", "done", "aside"]),
  /** What was asked for and is not done yet: addresses of invited users are not kept longer than that. */
  order: storedJson(SetupOrder),
  steps: z.array(SetupStep),
  /** Attempts at the present step that were begun, without those that had to wait. */
  attempts: z.int().nonnegative(),
  /** How often it was retried after it had been set aside. */
  retries: z.int().nonnegative(),
  /** The owner who has cancelled it. */
  cancelledBy: Segment.optional(),
  /** Who works on it. */
  holder: z.string().optional(),
  /** Until then, ms since the epoch, it is theirs. */
  leaseUntil: Milliseconds.optional(),
  /** When the job goes on with it, ms since the epoch; absent when there is nothing more to do. */
  dueAt: Milliseconds.optional(),
});
export type StoredSetup = z.infer<typeof StoredSetup>;
export type StoredStep = SetupStep;

/** Something that a step has done. */
export const StoredEffect = z.object({
  step: Segment,
  /** What undoing it needs to know; absent where nothing is to be undone. */
  made: z.record(z.string(), z.string()).optional(),
});
export type StoredEffect = z.infer<typeof StoredEffect>;
