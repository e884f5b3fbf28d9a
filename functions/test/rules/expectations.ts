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

/** Every collection, and who may read in it. `{self}` is the uid of whoever tries. Nobody may write anything. */
export const readers: Readonly<Record<string, Readers>> = {
  "spaces/lobby": { get: active },
  "spaces/lobby/members/{self}": { get: withMembership, list: managers },
  "spaces/lobby/members/other": { get: active, list: managers },
  "spaces/lobby/members/requested": { get: [...managers, "requested"], list: managers },
  "spaces/lobby/members/invited": { get: [...managers, "invited"], list: managers },
  "spaces/lobby/members/banned": { get: [...managers, "banned"], list: managers },
  "spaces/lobby/messages/m1": { get: active, list: active },
  "spaces/lobby/reads/{self}": { get: active, list: active },
  "spaces/lobby/reads/other": { get: active, list: active },
  "spaces/lobby/invites/hash": nobody,
  "spaces/lobby/tools/poll": { get: active, list: active },
  "spaces/lobby/calendar/e1": { get: active, list: active },
  "spaces/lobby/calendar/e1/rsvps/{self}": { get: active },
  "spaces/lobby/calendar/e1/rsvps/other": nobody,
  "spaces/lobby/unheard-of/x": nobody,
  "spaces/lobby/messages/m1/unheard-of/x": nobody,

  "channels/spaces.lobby.chat": nobody,
  "channels/spaces.lobby.chat/events/000000000001": nobody,
  "channels/users.{self}.events/events/000000000001": nobody,
  "tickets/hash": nobody,
  "deniedSessions/hash": nobody,
  "idempotency/key": nobody,
  "instances/i1": nobody,

  "pushTargets/hash": nobody,
  "inboxes/{self}": nobody,
  "wakeUps/w1": nobody,
  "chunks/c1": nobody,
  "deadLetters/l1": nobody,
  "announcements/a1": nobody,
  "sweeps/accounts": nobody,

  "users/{self}": { get: signedIn },
  "users/other": nobody,
  "users/{self}/notifications/n1": { get: signedIn, list: signedIn },
  "users/other/notifications/n1": nobody,
  "users/{self}/achievements/first-deployment": { get: signedIn, list: signedIn },
  "users/other/achievements/first-deployment": nobody,
  "users/{self}/private/notifications": nobody,
  "users/{self}/private/push": nobody,
  "users/{self}/deliveries/n1": nobody,
  "users/{self}/held/n1": nobody,
  "users/{self}/devices/d1": nobody,
  "users/{self}/unheard-of/x": nobody,
  // A tool is named after its owner here.
  "tools/{self}": { get: signedIn },
  "tools/other": nobody,
  "tools/{self}/state/current": nobody,
  "unheard-of/x": nobody,
};
