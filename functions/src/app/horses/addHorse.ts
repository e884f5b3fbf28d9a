import { channelOf } from "@firecast/contract/core/channel";
import type { User } from "../../platform/auth/user.js";
import { toTimestamp } from "../../platform/clock.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { Problem } from "../../platform/problems.js";
import type { FeatureKit } from "../../features/feature.js";
import { type AddHorse, type Horse, horsesChannel } from "./channels.js";
import { horseDocument } from "./paths.js";

interface Addition {
  readonly user: User;
  readonly draft: AddHorse;
  readonly request?: IdempotentRequest<Horse> | undefined;
}

/** Adds a horse to the caller's organization: the document and its event are one commit. @throws Problem `forbidden`. */
export async function addHorse(
  { firebase, publisher, limits, clock, ids }: FeatureKit,
  { user, draft, request }: Addition,
): Promise<Horse> {
  const { organizationId } = user;
  if (organizationId === undefined)
    throw new Problem("forbidden", { detail: "Horses belong to organizations." });
  const channel = channelOf(horsesChannel, { organizationId });
  await limits.take(user.uid, channel);
  const horse = {
    id: ids.next(),
    organizationId,
    ...draft,
    addedBy: user.uid,
    addedAt: toTimestamp(clock.now()),
  };
  await publisher.append({
    channel,
    events: [{ type: "horses:created", by: user.uid, data: horse }],
    writes: (batch) => {
      batch.create(horseDocument.document(firebase.firestore, { horseId: horse.id }), horse);
      request?.record(batch, horse);
    },
    request,
  });
  return horse;
}
