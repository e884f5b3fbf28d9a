import type { PinViews } from "@firecast/contract/pins";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { notFound } from "../../platform/problems.js";
import type { PinsDeps } from "./deps.js";

interface View {
  /** Undefined for a caller without an account. */
  readonly uid: string | undefined;
  readonly pinId: string;
  readonly request: IdempotentRequest<PinViews> | undefined;
}

/**
 * Counts a view. Resolves when it is committed, together with those that came with it. One of the callers also waits until the
 * new count was announced: an instance has no CPU between requests.
 *
 * @throws Problem `not_found`, `unavailable`.
 */
export async function viewPin(
  { access, views, announcer }: PinsDeps,
  { uid, pinId, request }: View,
): Promise<PinViews> {
  if (!(await access.mayRead(uid, pinId))) throw notFound();
  const viewed = request ? await addKeyed(views, pinId, request) : await add(views, pinId);
  await announcer.announce(pinId);
  return viewed;
}

async function add(views: PinsDeps["views"], pinId: string): Promise<PinViews> {
  await views.add(pinId);
  return { pinId, views: await views.sharedTotal(pinId) };
}

/** The answer is stored with the view, so it is known before: other views that come at the same time are not in it. */
async function addKeyed(
  views: PinsDeps["views"],
  pinId: string,
  request: IdempotentRequest<PinViews>,
): Promise<PinViews> {
  const viewed = { pinId, views: (await views.total(pinId)) + 1 };
  await views.add(pinId, { request, writes: (batch) => request.record(batch, viewed) });
  return viewed;
}
