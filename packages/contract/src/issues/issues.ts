import { z } from "zod";
import { channelKind, durable } from "../core/channelKind.js";
import { Segment, Timestamp } from "../core/ids.js";
import { prose, title } from "../core/text.js";
import { MapPosition } from "./places.js";

export const severities = ["low", "medium", "high", "critical"] as const;
export const Severity = z.enum(severities);

export const issueStatuses = ["open", "assigned", "in_progress", "resolved"] as const;
export const IssueStatus = z.enum(issueStatuses);

/** What an issue is about, such as `plumbing`. */
export const Category = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9 _-]{0,39}$/,
    "must be 1 to 40 characters of A-Z a-z 0-9 space _ -, a letter first",
  );

const Floor = z.int().min(-20).max(200);

export const Issue = z.object({
  id: Segment,
  organizationId: Segment,
  campusId: Segment,
  buildingId: Segment,
  floor: Floor.optional(),
  /** Where exactly; else it is where its building is. */
  position: MapPosition.optional(),
  title: z.string(),
  description: z.string(),
  category: Category,
  severity: Severity,
  status: IssueStatus,
  /** uid */
  reporterId: Segment,
  /** uid */
  assigneeId: Segment.optional(),
  resolution: z.string().optional(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  /** uid */
  updatedBy: Segment,
  resolvedAt: Timestamp.optional(),
});

export const CreateIssue = z.strictObject({
  title: title(200),
  description: prose(5000).default(""),
  category: Category,
  severity: Severity,
  buildingId: Segment,
  floor: Floor.optional(),
  position: MapPosition.optional(),
});

/** What is left out stays; null takes away. */
export const ChangeIssue = z
  .strictObject({
    title: title(200),
    description: prose(5000),
    category: Category,
    severity: Severity,
    buildingId: Segment,
    floor: Floor.nullable(),
    position: MapPosition.nullable(),
    /** Work on it has begun. */
    status: z.literal("in_progress"),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "must change something");

export const AssignIssue = z.strictObject({ assigneeId: Segment });
export const ResolveIssue = z.strictObject({ resolution: title(2000) });

/** The caller's organization's, newest first. `text` are words that all have to be in the title or the description. */
export const ListIssues = z
  .object({
    status: IssueStatus,
    severity: Severity,
    category: Category,
    campus: Segment,
    building: Segment,
    assignee: Segment,
    text: prose(200),
    /** Created from then on, and before. */
    since: Timestamp,
    until: Timestamp,
    cursor: z.string().max(400),
  })
  .partial()
  .extend({ limit: z.coerce.number().int().min(1).max(99).default(50) });

export const IssuePage = z.object({ items: z.array(Issue), nextCursor: z.string().nullable() });

/** As it was before. */
const Deleted = Issue.extend({ deletedAt: Timestamp });

const byServer = { publish: { type: "server" } } as const;

/** The events of an issue: each is on the channels of its organization, its campus and its building, by one `id`. */
const issueEvents = {
  "issue:created": { ...durable(Issue), ...byServer },
  "issue:updated": { ...durable(Issue), ...byServer },
  "issue:assigned": { ...durable(Issue), ...byServer },
  "issue:resolved": { ...durable(Issue), ...byServer },
  "issue:deleted": { ...durable(Deleted), ...byServer },
} as const;

const rate = { user: { perMinute: 600 } };

export const orgIssuesChannel = channelKind({
  name: "orgs/{organizationId}/issues",
  events: issueEvents,
  history: 500,
  subscribe: { type: "organization", param: "organizationId" },
  publish: { type: "server" },
  rate,
  presence: false,
});

export const campusIssuesChannel = channelKind({
  name: "campuses/{campusId}/issues",
  events: issueEvents,
  history: 500,
  subscribe: { type: "resource", param: "campusId", of: "campus" },
  publish: { type: "server" },
  rate,
  presence: false,
});

/** Something that all in a building should know, such as a lift that is out of order. */
const BuildingAlert = z.strictObject({ message: title(500), severity: Severity });

/** Also maintenance alerts, which managers and admins of the organization publish. */
export const buildingIssuesChannel = channelKind({
  name: "buildings/{buildingId}/issues",
  events: { ...issueEvents, "building:alert": durable(BuildingAlert) },
  history: 500,
  subscribe: { type: "resource", param: "buildingId", of: "building" },
  publish: { type: "resource", param: "buildingId", of: "building" },
  rate,
  presence: false,
});

export type Severity = z.infer<typeof Severity>;
export type IssueStatus = z.infer<typeof IssueStatus>;
export type Issue = z.infer<typeof Issue>;
export type CreateIssue = z.infer<typeof CreateIssue>;
export type ChangeIssue = z.infer<typeof ChangeIssue>;
export type ListIssues = z.infer<typeof ListIssues>;
export type IssuePage = z.infer<typeof IssuePage>;
