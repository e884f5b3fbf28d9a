import type { AnyNotice } from "../notice.js";
import type { ProducersDeps } from "./deps.js";

/** Of those who are named one by one, leaves the active members: whoever has left hears no more of the space. */
export async function stillMembers(
  { spaces }: Pick<ProducersDeps, "spaces">,
  spaceId: string,
  notices: readonly AnyNotice[],
): Promise<AnyNotice[]> {
  const kept: AnyNotice[] = [];
  for (const notice of notices) {
    if (notice.audience.type !== "users") kept.push(notice);
    else {
      const uids = await spaces.activeAmong(spaceId, notice.audience.uids);
      if (uids.length > 0) kept.push({ ...notice, audience: { type: "users", uids } });
    }
  }
  return kept;
}
