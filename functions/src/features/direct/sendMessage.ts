import { channelOf } from "@firecast/contract/core/channel";
import {
  directChannel,
  directInboxChannel,
  type DirectMessage,
  directParams,
  type SendDirectMessage,
} from "@firecast/contract/direct";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { notFound, Problem } from "../../platform/problems.js";
import { seqOf } from "../../realtime/index.js";
import type { DirectDeps } from "./deps.js";

interface Sending extends Call<DirectMessage> {
  /** uid of the recipient. */
  readonly to: string;
  readonly draft: SendDirectMessage;
}

/**
 * Says something to another user.
 * @throws Problem `not_found` for no user, `invalid_request` for oneself, `forbidden` where one has blocked the other.
 */
export async function sendMessage(
  deps: DirectDeps,
  { user, to, draft, request }: Sending,
): Promise<DirectMessage> {
  const { store, publisher, limits, clock, ids } = deps;
  const { uid } = user;
  requireOther(uid, to);
  const channel = channelOf(directChannel, directParams(uid, to));
  await limits.take(uid, channel);

  const message = await retryOnConflict(request, async () => {
    await requireWilling(deps, uid, to);
    const id = ids.next();
    const createdAt = toTimestamp(clock.now());
    const messageAt = (seq: number): DirectMessage => ({
      id,
      seq,
      authorId: uid,
      recipientId: to,
      ...draft,
      createdAt,
    });
    const events = await publisher.append({
      channel,
      events: [{ type: "direct:message:created", by: uid, dataAt: messageAt }],
      writes: (batch, placed) => {
        const message = messageAt(seqOf(placed));
        store.createMessage(batch, message);
        request?.record(batch, message);
      },
      request,
    });
    return messageAt(seqOf(events));
  });
  await publisher.signal(channelOf(directInboxChannel, { uid: to }), {
    type: "direct:message:received",
    by: uid,
    data: message,
  });
  return message;
}

export function requireOther(uid: string, other: string): void {
  if (uid !== other) return;
  const detail = "must be another user's";
  throw new Problem("invalid_request", { errors: [{ in: "path", pointer: "/uid", detail }] });
}

async function requireWilling({ accounts, blockedBy }: DirectDeps, uid: string, to: string): Promise<void> {
  const [exists, blocked, blocking] = await Promise.all([accounts.exists(to), blockedBy(uid), blockedBy(to)]);
  if (!exists) throw notFound();
  if (blocked.has(to)) throw new Problem("forbidden", { detail: "You have blocked this user." });
  if (blocking.has(uid)) throw new Problem("forbidden", { detail: "This user takes no messages of yours." });
}
