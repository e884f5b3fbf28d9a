import { timingSafeEqual } from "node:crypto";
import { type Firestore, Timestamp } from "firebase-admin/firestore";
import { z } from "zod";
import type { Clock } from "../clock.js";
import { seconds, toTimestamp } from "../clock.js";
import { isConflict, within } from "../firestore/grpc.js";
import { path } from "../firestore/path.js";
import { type Ids, sha256 } from "../ids.js";
import { type Directory, userNow } from "./directory.js";
import { unauthenticated } from "./refusal.js";
import type { User } from "./user.js";

/**
 * A ticket stands in for the bearer token where no header can be sent: native `EventSource`, which comes back by the same
 * URL for as long as its page is open. Alone, that URL opens one stream, within 60 s. Every id of this stream holds a
 * secret; a client that brings it back opens the stream again, until the token ends that the ticket was issued for.
 */
export interface Tickets {
  issue(user: User, origin: string | undefined): Promise<{ ticket: string; expiresAt: string }>;
  /**
   * Whether the ticket opens a stream; nothing is used up by asking. `secret` is what the client brought back.
   * @throws Problem `unauthenticated` if it is unknown, used, expired or issued to another origin, or its user is gone.
   */
  present(
    ticket: string,
    brought: { origin: string | undefined; secret: string | undefined },
  ): Promise<Presented>;
}

export interface Presented {
  readonly user: User;
  /** Names the ticket without giving it away. */
  readonly id: string;
  /** Goes into every id of the stream. */
  readonly secret: string;
  /**
   * To be called right before the first id is sent: from here on, the URL alone opens nothing, also if the client never
   * sees that id. Nothing to do for a stream that is opened again.
   * @throws Problem `unauthenticated` if another request was faster.
   */
  use(): Promise<void>;
}

export const ticketDocument = path("tickets/{id}");

const opensWithin = seconds(60);
const commitWithin = seconds(3);

const StoredTicket = z.object({
  uid: z.string(),
  signedInAt: z.number(),
  /** When the token ends that it was issued for. */
  userExpiresAt: z.number(),
  openBefore: z.number(),
  origin: z.string().optional(),
  /** Of the stream that it opened. */
  secretHash: z.string().optional(),
});

export interface TicketsDeps {
  firestore: Firestore;
  directory: Directory;
  clock: Clock;
  ids: Ids;
}

/** One write to issue; one read and one write to open; one read to open again. */
export function firestoreTickets({ firestore, directory, clock, ids }: TicketsDeps): Tickets {
  const collection = ticketDocument.collection(firestore, {});

  return {
    issue: async ({ uid, signedInAt, expiresAt: userExpiresAt }, origin) => {
      const ticket = ids.secret();
      const openBefore = Math.min(clock.now() + opensWithin, userExpiresAt);
      // Only hashes are stored: a reader of the database cannot open a stream.
      await collection.doc(sha256(ticket)).create({
        uid,
        signedInAt,
        userExpiresAt,
        openBefore,
        origin,
        expireAt: Timestamp.fromMillis(userExpiresAt),
      });
      return { ticket, expiresAt: toTimestamp(openBefore) };
    },

    present: async (ticket, { origin, secret: brought }) => {
      const now = clock.now();
      const id = sha256(ticket);
      const snapshot = await collection.doc(id).get();
      const parsed = StoredTicket.safeParse(snapshot.data());
      if (!parsed.success || !snapshot.updateTime) throw unauthenticated();
      const { secretHash, openBefore, origin: issuedTo, userExpiresAt, ...proof } = parsed.data;
      if (issuedTo !== origin || userExpiresAt <= now) throw unauthenticated();
      const userOfTicket = () => userNow(directory, { ...proof, expiresAt: userExpiresAt }, now);

      if (secretHash !== undefined) {
        if (brought === undefined || !isSame(sha256(brought), secretHash)) throw unauthenticated();
        return { user: await userOfTicket(), id, secret: brought, use: () => Promise.resolve() };
      }
      if (openBefore <= now) throw unauthenticated();
      const secret = ids.next();
      const lastUpdateTime = snapshot.updateTime;
      const use = async (): Promise<void> => {
        const used = snapshot.ref.update({ secretHash: sha256(secret) }, { lastUpdateTime });
        // Of several at once, the others find the ticket changed and are refused.
        await within(commitWithin, "use of a ticket", used).catch((error: unknown) => {
          throw isConflict(error) ? unauthenticated(error) : error;
        });
      };
      return { user: await userOfTicket(), id, secret, use };
    },
  };
}

/** In constant time: how much of a guess is right must not show. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
