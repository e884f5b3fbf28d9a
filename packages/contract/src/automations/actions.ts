import { z } from "zod";
import { MessageText } from "../space/chat.js";
import { Segment } from "../core/ids.js";
import { StatePatch } from "../statePatch.js";
import { prose, title } from "../core/text.js";

/**
 * What automations do, in the name of the user who made them. `spaceId` and `toolId` may be left out where the automation
 * itself belongs to a space or a tool: then it is that one.
 */
export const SetToolState = z.strictObject({
  type: z.literal("set_tool_state"),
  toolId: Segment.optional(),
  patch: StatePatch,
});

export const PostMessageAction = z.strictObject({
  type: z.literal("post_message"),
  spaceId: Segment.optional(),
  text: MessageText,
});

/** Tells members of a space; or with `to: "me"` its author alone. */
export const NotifyAction = z.strictObject({
  type: z.literal("notify"),
  spaceId: Segment.optional(),
  to: z.enum(["members", "managers", "me"]).default("members"),
  title: title(200),
  body: prose(1000).default(""),
});

/** POSTs to another server: signed, with `data` as it is. */
export const WebhookAction = z.strictObject({
  type: z.literal("webhook"),
  /** `https:`, of a public host, at the default port. */
  url: z.string().min(1).max(2000),
  data: z
    .record(z.string(), z.json())
    .refine((data) => JSON.stringify(data).length <= 16_000, "must have at most 16,000 characters of JSON")
    .optional(),
});

/** Puts an event into the calendar of a space: it starts so long after the automation fires. */
export const CreateEventAction = z.strictObject({
  type: z.literal("create_event"),
  spaceId: Segment.optional(),
  title: title(200),
  startsInMinutes: z.int().min(0).max(525_600).default(0),
  /** Without it the event has no end. */
  durationMinutes: z.int().min(1).max(525_600).optional(),
});

export const DeployToolAction = z.strictObject({
  type: z.literal("deploy_tool"),
  toolId: Segment.optional(),
  spaceId: Segment.optional(),
});

export const Action = z.discriminatedUnion("type", [
  SetToolState,
  PostMessageAction,
  NotifyAction,
  WebhookAction,
  CreateEventAction,
  DeployToolAction,
]);

/** In this order, one after the other; one that fails stops no other. */
export const Actions = z.array(Action).min(1).max(10);

export type Action = z.infer<typeof Action>;
export type ActionType = Action["type"];
export type ActionOf<Type extends ActionType> = Extract<Action, { type: Type }>;
