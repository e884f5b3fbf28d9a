import {
  accountSweepDocument,
  achievementDocument,
  announcementDocument,
  profileDocument,
} from "../../src/features/accounts/paths.js";
import { activityDocument } from "../../src/features/activity/paths.js";
import { automationDocument, awaitedDocument, firingDocument } from "../../src/features/automations/paths.js";
import {
  calendarEventDocument,
  calendarFeedDocument,
  rsvpDocument,
} from "../../src/features/calendar/paths.js";
import { messageDocument, receiptDocument } from "../../src/features/chat/paths.js";
import { conversationDocument, directMessageDocument } from "../../src/features/direct/paths.js";
import { changeDocument, documentDocument } from "../../src/features/documents/paths.js";
import { pageDocument, remainsDocument, streamDocument } from "../../src/features/durableStreams/paths.js";
import { notificationDocument } from "../../src/features/inbox/paths.js";
import { pinDocument, viewsDayDocument, viewsShardDocument } from "../../src/features/pins/paths.js";
import { setupDocument, setupEffectDocument } from "../../src/features/setup/paths.js";
import {
  inviteDocument,
  memberDocument,
  spaceDeletionDocument,
  spaceDocument,
} from "../../src/features/spaces/paths.js";
import {
  deploymentDocument,
  scheduleDocument,
  scheduleListDocument,
  scheduleRunDocument,
  stateDocument,
  toolDocument,
  usesDocument,
} from "../../src/features/tools/paths.js";
import { jobDocument, jobFailureDocument, jobRunDocument } from "../../src/jobs/paths.js";
import { deniedSessionDocument } from "../../src/platform/auth/deniedSessions.js";
import { ticketDocument } from "../../src/platform/auth/tickets.js";
import { idempotencyDocument } from "../../src/platform/firestore/idempotency.js";
import { rateLedgerDocument } from "../../src/platform/rates/ledgerStore.js";
import { deadLetterDocument } from "../../src/platform/tasks/deadLetters.js";
import { eventDocument } from "../../src/realtime/log/event.js";
import { figuresDocument } from "../../src/realtime/operations/snapshots.js";
import { instanceDocument } from "../../src/realtime/presence/instanceRegistry.js";
import { socketSessionDocument } from "../../src/realtime/sockets/io/socketSessions.js";

/** Who tries: how each stands to the space `lobby`. */
export const people = {
  anonymous: "not signed in",
  stranger: "active in another space only",
  organizationAdmin: "not in the space, with the custom claim `role: admin`",
  requested: "asked to join",
  invited: "has not accepted yet",
  banned: "read here and was banned",
  exMember: "read here and was removed",
  member: "active",
  owner: "active, `role: owner`",
} as const;

export type Person = keyof typeof people;

export interface Readers {
  readonly get?: readonly Person[];
  readonly list?: readonly Person[];
}

const active: readonly Person[] = ["member", "owner"];
const managers: readonly Person[] = ["owner"];
const withMembership: readonly Person[] = [...active, "requested", "invited", "banned"];
const signedIn: readonly Person[] = [...withMembership, "stranger", "organizationAdmin", "exMember"];
const nobody: Readers = {};

const spaceId = "lobby";
const self = "{self}";

/** Every collection, and who may read in it. `{self}` is the uid of whoever tries. Nobody may write anything. */
export const readers: Readonly<Record<string, Readers>> = {
  [spaceDocument.of({ spaceId })]: { get: active },
  [memberDocument.of({ spaceId, uid: self })]: { get: withMembership, list: managers },
  [memberDocument.of({ spaceId, uid: "other" })]: { get: active, list: managers },
  [memberDocument.of({ spaceId, uid: "requested" })]: { get: [...managers, "requested"], list: managers },
  [memberDocument.of({ spaceId, uid: "invited" })]: { get: [...managers, "invited"], list: managers },
  [memberDocument.of({ spaceId, uid: "banned" })]: { get: [...managers, "banned"], list: managers },
  [messageDocument.of({ spaceId, messageId: "m1" })]: { get: active, list: active },
  [receiptDocument.of({ spaceId, uid: self })]: { get: active, list: active },
  [receiptDocument.of({ spaceId, uid: "other" })]: { get: active, list: active },
  [inviteDocument.of({ spaceId, inviteId: "hash" })]: nobody,
  [spaceDeletionDocument.of({ spaceId })]: nobody,
  [deploymentDocument.of({ spaceId, toolId: "poll" })]: { get: active, list: active },
  [calendarEventDocument.of({ spaceId, eventId: "e1" })]: { get: active, list: active },
  [calendarFeedDocument.of({ spaceId, calendarId: "f1" })]: nobody,
  [rsvpDocument.of({ spaceId, eventId: "e1", uid: self })]: { get: active },
  [rsvpDocument.of({ spaceId, eventId: "e1", uid: "other" })]: nobody,
  [setupDocument.of({ spaceId, setupId: "s1" })]: nobody,
  [setupEffectDocument.of({ spaceId, effectId: "e1" })]: nobody,
  [automationDocument.of({ spaceId, automationId: "r1" })]: nobody,
  [firingDocument.of({ spaceId, automationId: "r1", id: "f1" })]: nobody,
  [awaitedDocument.of({ spaceId })]: nobody,
  "spaces/lobby/unheard-of/x": nobody,
  "spaces/lobby/messages/m1/unheard-of/x": nobody,

  [documentDocument.of({ documentId: self })]: nobody,
  [changeDocument.of({ documentId: self, version: "2" })]: nobody,
  [streamDocument.of({ streamKey: self })]: nobody,
  [pageDocument.of({ streamId: self, end: "1" })]: nobody,
  [remainsDocument.of({ streamId: self })]: nobody,
  [pinDocument.of({ pinId: self })]: nobody,
  [viewsShardDocument.of({ pinId: self, shard: "0" })]: nobody,
  [viewsDayDocument.of({ pinId: self, date: "2026-03-01" })]: nobody,
  [directMessageDocument.of({ conversationId: "c1", messageId: "m1" })]: nobody,

  "channels/spaces.lobby.chat": nobody,
  [eventDocument.of({ channelId: "spaces.lobby.chat", seq: "000000000001" })]: nobody,
  [eventDocument.of({ channelId: "users.{self}.events", seq: "000000000001" })]: nobody,
  [ticketDocument.of({ id: "hash" })]: nobody,
  [socketSessionDocument.of({ pid: "private" })]: nobody,
  [deniedSessionDocument.of({ id: "hash" })]: nobody,
  [idempotencyDocument.of({ id: "key" })]: nobody,
  [rateLedgerDocument.of({ id: "hash" })]: nobody,
  [instanceDocument.of({ id: "i1" })]: nobody,
  [figuresDocument.of({ id: "i1" })]: nobody,

  [activityDocument.of({ id: "a1" })]: nobody,
  "pushTargets/hash": nobody,
  "inboxes/{self}": nobody,
  "wakeUps/w1": nobody,
  "chunks/c1": nobody,
  [deadLetterDocument.of({ id: "l1" })]: nobody,
  [jobDocument.of({ job: "automations" })]: nobody,
  [jobRunDocument.of({ runId: "r1" })]: nobody,
  [jobFailureDocument.of({ id: "f1" })]: nobody,
  [announcementDocument.of({ announcementId: "a1" })]: nobody,
  [accountSweepDocument.of({})]: nobody,

  [profileDocument.of({ uid: self })]: { get: signedIn },
  [profileDocument.of({ uid: "other" })]: nobody,
  [notificationDocument.of({ uid: self, id: "n1" })]: { get: signedIn, list: signedIn },
  [notificationDocument.of({ uid: "other", id: "n1" })]: nobody,
  [achievementDocument.of({ uid: self, key: "first-deployment" })]: { get: signedIn, list: signedIn },
  [achievementDocument.of({ uid: "other", key: "first-deployment" })]: nobody,
  [conversationDocument.of({ uid: self, otherUid: "other" })]: nobody,
  "users/{self}/private/notifications": nobody,
  "users/{self}/private/push": nobody,
  "users/{self}/deliveries/n1": nobody,
  "users/{self}/held/n1": nobody,
  "users/{self}/devices/d1": nobody,
  "users/{self}/unheard-of/x": nobody,
  // A tool is named after its owner here.
  [toolDocument.of({ toolId: self })]: { get: signedIn },
  [toolDocument.of({ toolId: "other" })]: nobody,
  [stateDocument.of({ toolId: self })]: nobody,
  [usesDocument.of({ toolId: self, shard: "0" })]: nobody,
  [scheduleDocument.of({ scheduleId: self })]: nobody,
  [scheduleRunDocument.of({ scheduleId: self, place: "0" })]: nobody,
  [scheduleListDocument.of({ toolId: self })]: nobody,
  "unheard-of/x": nobody,
};
