import type { Addressed } from "../../../src/features/inbox/rules/admit.js";

/** One of the many answers to an invitation, which its host is told of. */
export const anAnswer = (uid: string, number: number): Addressed => ({
  ...{ uid, type: "rsvp_update", cause: `rsvp ${number}`, actor: `u${number}` },
  payload: {
    ...{ spaceId: "lobby", spaceName: "Lobby", eventId: "e1", eventTitle: "Stand-up" },
    ...{ uid: `u${number}`, status: "yes" },
  },
  at: new Date().toISOString(),
});
