import { readFileSync } from "node:fs";
import { expect } from "chai";
import { z } from "zod";
import { StoredEvent } from "../../src/realtime/log/event.js";

const order = z.enum(["ASCENDING", "DESCENDING"]);
const arrayConfig = z.literal("CONTAINS").optional();
const queryScope = z.enum(["COLLECTION", "COLLECTION_GROUP"]);
const Index = z.strictObject({
  collectionGroup: z.string(),
  queryScope,
  fields: z.array(z.strictObject({ fieldPath: z.string(), order: order.optional(), arrayConfig })).min(2),
});
const Override = z.strictObject({
  collectionGroup: z.string(),
  fieldPath: z.string(),
  ttl: z.literal(true).optional(),
  indexes: z.array(z.strictObject({ order, queryScope })),
});
const IndexFile = z.strictObject({ indexes: z.array(Index), fieldOverrides: z.array(Override) });

const ascending = { order: "ASCENDING", queryScope: "COLLECTION" };

/**
 * Collections whose documents Firestore deletes some time after their `expireAt`, and the indexes on it: none where nobody
 * asks by it, as an index on a time that only grows bounds how fast documents can be made.
 */
const expiring = {
  tickets: [],
  deniedSessions: [],
  idempotency: [],
  rateLedgers: [],
  instances: [ascending], // the registry asks for the live ones
  instanceFigures: [ascending], // as above
  notifications: [],
  deliveries: [],
  held: [],
  audienceBudgets: [],
  activity: [],
  firings: [],
  jobRuns: [],
  jobFailures: [],
  scheduleRuns: [],
  socketSessions: [],
};

const everywhere = [{ order: "ASCENDING", queryScope: "COLLECTION_GROUP" }];

/** The same by `staleAt`: what no user has used for long. Devices are looked for by a job, too. */
const growingStale = { devices: everywhere, pushTargets: [] };

/** Fields that no query filters or orders by, and that are many or large. Firestore would index them by itself. */
const neverQueried = {
  idempotency: ["body"],
  tickets: ["signedInAt", "openBefore", "origin", "secretHash"],
  rateLedgers: ["tokens", "at", "spent"],
  instances: ["present"],
  instanceFigures: ["figures"],
  events: ["wire", "id", "epoch", "type", "channel", "followed", "commit", "turns", "keys", "also"],
  socketSessions: ["sid", "rooms"],
  messages: ["text", "authorName"],
  users: ["displayName", "avatarUrl", "language", "timeZone"],
  tools: ["description"],
  state: ["state", "keys"],
  uses: ["commits"],
  announcements: ["body", "audience"],
  notifications: ["title", "body", "said", "actorName"],
  inboxes: ["tallies", "open", "left", "blocked", "rung", "marks"],
  audienceBudgets: ["told"],
  private: ["spaces"],
  devices: ["target", "appVersion", "createdAt", "lastSeenAt"],
  deliveries: ["devices", "decision", "digest", "said"],
  documents: ["title", "content", "updatedAt"],
  changes: ["ops", "at"],
  directMessages: ["text"],
  pins: ["title", "templateVars", "updatedAt", "viewsAt"],
  views: ["count", "commits"],
  viewDays: ["before", "after"],
  schedules: ["actions", "secret", "pending", "lastRun"],
  scheduleRuns: ["results"],
  automations: ["name", "trigger", "conditions", "actions", "recent", "secret"],
  automationIndex: ["waiting"],
  firings: ["cause", "steps", "actions"],
  jobRuns: ["counts", "checkpoint", "error"],
  jobFailures: ["reason"],
  setups: ["order", "steps", "updatedAt", "leaseUntil"],
  setupEffects: ["made"],
  wakeUps: ["payload", "leaseUntil", "dueAt"],
  chunks: ["payload", "leaseUntil", "dueAt"],
  deadLetters: ["payload"],
  campuses: ["name", "position"],
  buildings: ["name", "position"],
  issues: ["title", "description", "position", "resolution", "updatedAt", "updatedBy", "resolvedAt"],
  issueStatistics: ["bySeverity", "byCategory", "byBuilding", "resolvingMs", "created", "resolvedOn"],
  issueHeat: ["buildings", "cells", "warmth"],
  durableStreams: [
    "id",
    "name",
    "tag",
    "contentType",
    "ttlSeconds",
    "expiresAt",
    "touchedAt",
    "source",
    "lineage",
    "forks",
    "gone",
    "open",
    "openFrom",
    "end",
    "closed",
    "closedBy",
    "lastSeq",
    "producers",
    "commits",
  ],
  pages: ["start", "end", "bytes"],
  durableStreamRemains: ["id", "source"],
};

/** Fields that are asked for in all collections of a name: Firestore indexes none like that by itself. */
const askedEverywhere = [
  ["tools", "toolId"], // where a tool is deployed
  ["invites", "addressHash"], // what waits for an address
  ["members", "uid"], // which spaces a user is in
  ["messages", "authorId"], // what a user whose account ends has said
  ["setups", "createdBy"], // of a user whose account ends
  ["setups", "dueAt"], // what is to go on
  ["reads", "uid"], // how far that user had read
  ["uses", "changedAt"], // which counts are to be written down anew
  ["calendars", "turn"], // which feeds are looked at next
  ["automations", "dueAt"], // which rules fire next
  ["automations", "authorId"], // whose name they act in
].map(([collectionGroup, fieldPath]) => ({
  collectionGroup,
  fieldPath,
  indexes: everywhere,
}));

/** Fields within one that is exempt. */
const askedWithin = [
  ["deliveries", "decision.at"], // what came shortly before the user's device
].map(([collectionGroup, fieldPath]) => ({
  collectionGroup,
  fieldPath,
  indexes: [{ order: "ASCENDING", queryScope: "COLLECTION" }],
}));

/** Queries over several fields, which production refuses without their index; the emulator does not. */
const queried = {
  activity: [["spaceId", "-at"]],
  tools: [["ownerId", "-createdAt"]], // one's own
  wakeUps: [["shard", "dueAt"]],
  chunks: [["shard", "dueAt"]],
  messages: [["deleted", "seq", "authorId"]], // unread messages
  // Lists, by any of these: Firestore merges indexes that end alike.
  notifications: [
    ...["place", "read", "unseen", "type", "spaceId"].map((field) => [field, "-listedAt"]),
    ["place", "expiresAt"], // how many rows an inbox holds
  ],
  deliveries: [["into", "-joinedAs"]], // what joined a row last
  pins: [
    ["ownerId", "-createdAt"],
    ["isPublic", "-views"], // which are trending
  ],
  documents: ["ownerId", "spaceId"].map((field) => [field, "-createdAt"]),
  jobRuns: [["job", "-startedAt"]],
  campuses: [["organizationId", "createdAt"]],
  buildings: [
    ["organizationId", "createdAt"],
    ["organizationId", "campusId", "createdAt"],
  ],
  // Lists, by any of these, as above.
  issues: [
    ["organizationId", "-createdAt"],
    ...["status", "severity", "category", "campusId", "buildingId", "assigneeId", "words[]"].map((field) => [
      "organizationId",
      field,
      "-createdAt",
    ]),
  ],
  issueHeat: [["organizationId", "at"]], // what has changed since
};

function inOrder(field: string) {
  if (field.endsWith("[]")) return { fieldPath: field.slice(0, -2), arrayConfig: "CONTAINS" };
  return field.startsWith("-")
    ? { fieldPath: field.slice(1), order: "DESCENDING" }
    : { fieldPath: field, order: "ASCENDING" };
}

describe("firestore.indexes.json", () => {
  const file = new URL("../../../firestore.indexes.json", import.meta.url);
  const { indexes, fieldOverrides } = IndexFile.parse(JSON.parse(readFileSync(file, "utf8")));

  it("every expiring collection has its TTL policy", () => {
    const expected = Object.entries(expiring).map(([collectionGroup, indexes]) => ({
      collectionGroup,
      fieldPath: "expireAt",
      ttl: true,
      indexes,
    }));
    const stale = Object.entries(growingStale).map(([collectionGroup, indexes]) => ({
      collectionGroup,
      fieldPath: "staleAt",
      ttl: true,
      indexes,
    }));
    expect(fieldOverrides.filter(({ ttl }) => ttl)).to.have.deep.members([...expected, ...stale]);
  });

  it("every field that is never queried is exempt from indexes, and no other", () => {
    const expected = Object.entries(neverQueried).flatMap(([collectionGroup, fields]) =>
      fields.map((fieldPath) => ({ collectionGroup, fieldPath, indexes: [] })),
    );
    expect(fieldOverrides.filter(({ ttl }) => !ttl)).to.have.deep.members([
      ...expected,
      ...askedEverywhere,
      ...askedWithin,
    ]);
  });

  it("of a logged event, only `seq` is indexed", () => {
    const { seq: _, ...others } = StoredEvent.shape;
    expect(neverQueried.events).to.include.members(Object.keys(others));
  });

  it("every query over several fields has its index, and no index is without a query", () => {
    const expected = Object.entries(queried).flatMap(([collectionGroup, queries]) =>
      queries.map((fields) => ({
        collectionGroup,
        queryScope: "COLLECTION",
        fields: fields.map(inOrder),
      })),
    );
    expect(indexes).to.have.deep.members(expected);
  });
});
