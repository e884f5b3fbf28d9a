import { Published, type Publication } from "@firecast/contract/realtime";
import type { Firestore } from "firebase-admin/firestore";
import type { Caller } from "../../platform/auth/caller.js";
import { type Answer, answerOnce, idempotentRequest } from "../../platform/firestore/idempotency.js";
import type { RateLimits } from "../channelRates.js";
import { authorise, spendRates } from "./authorise.js";
import { type CheckDeps, checkPublication } from "./publication.js";
import { publishAll, type PublishAllDeps, type Sent } from "./publishAll.js";

export interface PublishOneDeps extends CheckDeps, PublishAllDeps {
  rates: RateLimits;
  firestore: Firestore;
}

/** An event that a client of a socket publishes. */
export interface SocketPublication extends Omit<Publication, "by"> {
  /** Repeats have one effect, also those by `POST /api/realtime/publish`. */
  idempotencyKey?: string | undefined;
}

type Published = ReturnType<typeof Published.parse>["events"][number];

/** How `POST /api/realtime/publish` answers. */
export const answerOf = ({ durable, events }: Sent): Answer => ({
  status: durable ? 201 : 202,
  body: { events },
});

/**
 * What `POST /api/realtime/publish` does for one event: returns once it is in the log, if it is durable.
 * @throws Problem 400, 403, 404, 413, 422, 429
 */
export async function publishOne(
  deps: PublishOneDeps,
  caller: Caller,
  { idempotencyKey, ...publication }: SocketPublication,
): Promise<Published> {
  const checked = [checkPublication(deps, caller, publication, [])];
  await authorise(deps, caller, checked);
  await spendRates(deps.rates, caller, checked);
  const uid = caller.type === "user" ? caller.user.uid : undefined;
  const request =
    idempotencyKey === undefined || uid === undefined
      ? undefined
      : idempotentRequest<Sent>(
          deps.firestore,
          deps.clock,
          {
            uid,
            target: "POST /realtime/publish",
            key: idempotencyKey,
            body: Buffer.from(JSON.stringify(publication)),
          },
          answerOf,
        );
  const { body } = await answerOnce(request, async () => answerOf(await publishAll(deps, checked, request)));
  const [event] = Published.parse(body).events;
  if (!event) throw new Error("a publication is one event");
  return event;
}
