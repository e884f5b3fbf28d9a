import { z } from "zod";
import { channelKind, durable, ephemeral } from "./core/channelKind.js";
import { Segment, Timestamp } from "./core/ids.js";
import { title, wellFormedText } from "./core/text.js";

/** Longest all variables of a pin together may be, in characters of JSON. */
export const maxTemplateVars = 32 * 1024;

const VarName = wellFormedText().min(1).max(100);

/** Variables by name, as a template fills them in. */
export const TemplateVars = z.record(VarName, z.json());

/** As callers give them: null takes a variable away, as does leaving it out. */
const GivenVars = TemplateVars.superRefine((given, context) => {
  if (!Object.hasOwn(given, "constructor")) return;
  context.addIssue({ code: "custom", path: ["constructor"], message: "is a name that no variable may have" });
})
  .transform((given): TemplateVars =>
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)),
  )
  .refine((vars) => Object.keys(vars).length <= 100, "must be at most 100 variables")
  .refine(
    (vars) => JSON.stringify(vars).length <= maxTemplateVars,
    `must be at most ${maxTemplateVars} characters of JSON`,
  );

export const PinStatus = z.enum(["draft", "published"]);

export const Pin = z.object({
  id: Segment,
  ownerId: Segment,
  title: z.string(),
  templateVars: TemplateVars,
  /** Whether everybody may read it, also without an account: so it is while it is published. */
  isPublic: z.boolean(),
  status: PinStatus,
  views: z.int().nonnegative(),
  createdAt: Timestamp,
  /** The last change of variables or status; views are none. */
  updatedAt: Timestamp,
});

export const CreatePin = z.strictObject({
  title: title(200),
  templateVars: GivenVars.default({}),
});

/** These are all variables from then on. */
export const PutTemplateVars = z.strictObject({ templateVars: GivenVars });

/** Of the caller's own, newest first. */
export const ListPins = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(400).optional(),
});

export const PinPage = z.object({ items: z.array(Pin), nextCursor: z.string().nullable() });

/** `views` is the count with this view in it. */
export const PinViews = z.object({ pinId: Segment, views: z.int().nonnegative() });

/** Views by day (UTC), oldest first: days without one are left out. */
export const PinAnalytics = z.object({
  pinId: Segment,
  views: z.int().nonnegative(),
  days: z.array(z.object({ date: z.iso.date(), views: z.int().positive() })),
});

const ContentUpdated = z.object({
  pinId: Segment,
  /** The variables that have changed, null for one that is gone. */
  updatedVars: TemplateVars,
  timestamp: Timestamp,
});
const ViewsUpdated = PinViews.extend({ timestamp: Timestamp });
const StatusChanged = z.object({
  pinId: Segment,
  status: PinStatus,
  isPublic: z.boolean(),
  timestamp: Timestamp,
});

/** What happens to one pin. Of its counts a reader who was away gets the newest alone. */
export const pinChannel = channelKind({
  name: "pins/{pinId}",
  events: {
    "pin:content_updated": durable(ContentUpdated),
    "pin:views_updated": durable(ViewsUpdated, { keys: () => ["views"] }),
    "pin:status_changed": durable(StatusChanged),
  },
  history: 200,
  subscribe: { type: "resource", param: "pinId", of: "pin" },
  publish: { type: "server" },
  rate: { user: { perMinute: 600 } },
  presence: false,
});

/** The same of all pins of one user. Views are ephemeral here: those of many pins would push all else out of the log. */
export const ownPinsChannel = channelKind({
  name: "users/{uid}/pins",
  aliases: ["pins"],
  events: {
    "pin:content_updated": durable(ContentUpdated),
    "pin:views_updated": ephemeral(ViewsUpdated),
    "pin:status_changed": durable(StatusChanged),
  },
  history: 200,
  subscribe: { type: "self", param: "uid" },
  publish: { type: "server" },
  rate: { user: { perMinute: 600 } },
  presence: false,
});

export type TemplateVars = z.infer<typeof TemplateVars>;
export type Pin = z.infer<typeof Pin>;
export type CreatePin = z.infer<typeof CreatePin>;
export type ListPins = z.infer<typeof ListPins>;
export type PinPage = z.infer<typeof PinPage>;
export type PinViews = z.infer<typeof PinViews>;
export type PinAnalytics = z.infer<typeof PinAnalytics>;
