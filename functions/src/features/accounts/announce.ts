import type { Announcement, CreateAnnouncement } from "@firecast/contract/accounts";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { Problem } from "../../platform/problems.js";
import type { AccountsDeps } from "./deps.js";
import { mayAnnounce } from "./mayAnnounce.js";

interface NewAnnouncement extends Call<Announcement> {
  readonly draft: CreateAnnouncement;
}

/** The users hear of it from the trigger of its document. */
export async function announce(
  { store, clock, ids }: Pick<AccountsDeps, "store" | "clock" | "ids">,
  { user, draft, request }: NewAnnouncement,
): Promise<Announcement> {
  if (!mayAnnounce(user, draft.audience)) throw new Problem("forbidden");
  const announcement = { id: ids.next(), ...draft, createdAt: toTimestamp(clock.now()) };
  await store.commit((batch) => {
    store.createAnnouncement(batch, announcement);
    request?.record(batch, announcement);
  });
  return announcement;
}
