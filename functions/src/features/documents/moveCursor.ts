import { channelOf } from "@firecast/contract/core/channel";
import { documentChannel, type MoveCursor } from "@firecast/contract/documents";
import type { User } from "../../platform/auth/user.js";
import { toTimestamp } from "../../platform/clock.js";
import { notFound } from "../../platform/problems.js";
import type { DocumentsDeps } from "./deps.js";

interface InDocument {
  readonly user: User;
  readonly documentId: string;
}

/**
 * Says where a user stands. Those who are connected see it, at most ten times a second; it is stored nowhere.
 * @throws Problem `not_found`, `rate_limited`.
 */
export async function moveCursor(
  { access, cursors, clock }: DocumentsDeps,
  { user, documentId, move }: InDocument & { move: MoveCursor },
): Promise<void> {
  if (!(await access.mayUse(user.uid, documentId))) throw notFound();
  const timestamp = toTimestamp(clock.now());
  await cursors.add(documentId, user.uid, { ...move, documentId, userId: user.uid, timestamp });
}

/** Says that a user has closed the document. Who only loses the connection is said to have left a little later. */
export async function leaveDocument(
  { access, publisher, limits, clock }: DocumentsDeps,
  { user, documentId }: InDocument,
): Promise<void> {
  const { uid } = user;
  const channel = channelOf(documentChannel, { documentId });
  await limits.take(uid, channel);
  if (!(await access.mayUse(uid, documentId))) throw notFound();
  const data = { documentId, userId: uid, timestamp: toTimestamp(clock.now()) };
  await publisher.signal(channel, { type: "document:user-leave", by: uid, data });
}
