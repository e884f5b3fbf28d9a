import { z } from "zod";
import { AddFeed } from "./calendarFeeds.js";
import { MessageText } from "./chat.js";
import { Segment, Timestamp } from "../core/ids.js";
import { CreateSpace, Invite } from "./spaces.js";
import { CreateTool } from "../tools.js";

/** What a new space is to have from the start, beside its channels and its owner. */
export const SetupDraft = z.strictObject({
  /** Names a template of the deployment: tools, a calendar and a welcome, which what is asked for here adds to or replaces. */
  template: Segment.optional(),
  /** Tools of the caller's own, to be deployed. */
  tools: z.array(Segment).max(10).optional(),
  calendar: AddFeed.optional(),
  invites: z.array(Invite).max(20).optional(),
  /** The first message, in the caller's name. */
  welcome: MessageText.optional(),
});

/** A kind of space that the deployment has: what a space begins with whose set-up names it. */
export const SetupTemplate = z.object({
  name: Segment,
  /** Made for the space, as its founder's. */
  tools: z.array(CreateTool.pick({ name: true, description: true })),
  /** Whether it follows an external calendar. */
  calendar: z.boolean(),
  /** The first message; `{space}` stands for the space's name. */
  welcome: z.string().optional(),
});

export const SetupTemplates = z.object({ items: z.array(SetupTemplate), nextCursor: z.null() });

/** The body of `POST /api/spaces`. */
export const CreateSpaceWithSetup = CreateSpace.extend({ setup: SetupDraft.optional() });

export const SetupStatus = z.enum([
  "running",
  "completed",
  /** Set aside: it failed again and again, and is not tried any more until an owner has it retried. */
  "failed",
  /** An owner does not want it any more: what it has made is taken back. */
  "cancelling",
  "cancelled",
]);

export const SetupStepState = z.enum([
  "pending",
  "running",
  "completed",
  "failed",
  /** What it had made is taken back. */
  "undone",
  /** Not begun when the set-up was cancelled. */
  "skipped",
]);

/** One of the steps by which a space is set up, in their order. */
export const SetupStep = z.object({
  name: Segment,
  state: SetupStepState,
  /** What of it could not be done, and why, in plain words: the set-up went on without that. */
  notes: z.array(z.string()),
  /** Why it is not done yet, or not any more tried, in plain words. */
  reason: z.string().optional(),
});

/** How far the set-up of a space has come. A space that was made before there were set-ups has no steps. */
export const Setup = z.object({
  spaceId: Segment,
  /** As in `automation:pipeline_status` on the space's channel. */
  pipelineId: Segment,
  status: SetupStatus,
  /** Of the steps, in percent. */
  progress: z.int().min(0).max(100),
  steps: z.array(SetupStep),
  createdBy: Segment.optional(),
  updatedAt: Timestamp.optional(),
});

export type SetupDraft = z.infer<typeof SetupDraft>;
export type CreateSpaceWithSetup = z.infer<typeof CreateSpaceWithSetup>;
export type SetupTemplate = z.infer<typeof SetupTemplate>;
export type SetupStatus = z.infer<typeof SetupStatus>;
export type SetupStep = z.infer<typeof SetupStep>;
export type Setup = z.infer<typeof Setup>;
