/** Who tries: how each stands to the space `lobby`. */
export const people = {
  anonymous: "not signed in",
  stranger: "active in another space only",
  organizationAdmin: "not in the space, with the custom claim `role: admin`",
  requested: "asked to join",
  invited: "has not accepted yet",
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
const withMembership: readonly Person[] = [...active, "requested", "invited"];
const nobody: Readers = {};

/** Every collection, and who may read in it. `{self}` is the uid of whoever tries. Nobody may write anything. */
export const readers: Readonly<Record<string, Readers>> = {
  "spaces/lobby": { get: active },
  "spaces/lobby/members/{self}": { get: withMembership, list: active },
  "spaces/lobby/members/other": { get: active, list: active },
  "spaces/lobby/messages/m1": { get: active, list: active },
  "spaces/lobby/reads/{self}": { get: active, list: active },
  "spaces/lobby/reads/other": { get: active, list: active },
  "spaces/lobby/invites/hash": nobody,
  "spaces/lobby/unheard-of/x": nobody,
  "spaces/lobby/messages/m1/unheard-of/x": nobody,

  "channels/spaces.lobby.chat": nobody,
  "channels/spaces.lobby.chat/events/000000000001": nobody,
  "channels/users.{self}.events/events/000000000001": nobody,
  "tickets/hash": nobody,
  "idempotency/key": nobody,
  "instances/i1": nobody,

  "users/{self}": nobody,
  "users/{self}/notifications/n1": nobody,
  "users/other/notifications/n1": nobody,
  "tools/poll": nobody,
  "tools/poll/state/current": nobody,
  "unheard-of/x": nobody,
};
