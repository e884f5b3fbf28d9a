import { type Firestore, Timestamp } from "firebase-admin/firestore";
import { z } from "zod";
import type { Clock } from "../clock.js";
import { seconds, toTimestamp } from "../clock.js";
import { isConflict } from "../grpc.js";
import { type Ids, sha256 } from "../ids.js";
import { type Directory, userNow } from "./directory.js";
import { unauthenticated } from "./refusal.js";
import type { User } from "./user.js";

/** A ticket stands in for the bearer token where no header can be sent: native `EventSource`. */
export interface Tickets {
  issue(user: User, origin: string | undefined): Promise<{ ticket: string; expiresAt: string }>;
  /** @throws Problem `unauthenticated` if unknown, used, expired or issued to another origin. */
  redeem(ticket: string, origin: string | undefined): Promise<User>;
}

const validFor = seconds(60);

const StoredTicket = z.object({
  uid: z.string(),
  signedInAt: z.number(),
  /** When the token that it was issued for ends. */
  userExpiresAt: z.number(),
  origin: z.string().optional(),
  expireAt: z.instanceof(Timestamp),
});

export interface TicketsDeps {
  firestore: Firestore;
  directory: Directory;
  clock: Clock;
  ids: Ids;
}

export function firestoreTickets({ firestore, directory, clock, ids }: TicketsDeps): Tickets {
  // Only a hash is stored: whoever reads the database cannot open a stream.
  const path = (ticket: string) => firestore.doc(`tickets/${sha256(ticket)}`);

  return {
    issue: async ({ uid, signedInAt, expiresAt: userExpiresAt }, origin) => {
      const ticket = ids.secret();
      const expiresAt = clock.now() + validFor;
      await path(ticket).create({
        uid,
        signedInAt,
        userExpiresAt,
        origin,
        expireAt: Timestamp.fromMillis(expiresAt),
      });
      return { ticket, expiresAt: toTimestamp(expiresAt) };
    },

    redeem: async (ticket, origin) => {
      const snapshot = await path(ticket).get();
      const stored = StoredTicket.safeParse(snapshot.data());
      if (!stored.success || !snapshot.exists) throw unauthenticated();
      // Of two redeemers at once, one finds the document gone and is refused.
      await snapshot.ref.delete({ exists: true }).catch((error: unknown) => {
        throw isConflict(error) ? unauthenticated(error) : error;
      });
      const { expireAt, userExpiresAt, origin: issuedTo, ...proof } = stored.data;
      if (expireAt.toMillis() <= clock.now() || issuedTo !== origin) throw unauthenticated();
      return userNow(directory, { ...proof, expiresAt: userExpiresAt }, clock.now());
    },
  };
}
