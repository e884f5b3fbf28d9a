import type { Notice } from "./notice.js";

interface Members {
  /** Which of these users are active members of the space. */
  activeAmong(spaceId: string, uids: readonly string[]): Promise<string[]>;
}

/** Leaves out named users who are not active members of the space: a user who has left hears no more of it. */
export async function keepMembers(
  spaces: Members,
  spaceId: string,
  notices: readonly Notice[],
): Promise<Notice[]> {
  const kept: Notice[] = [];
  for (const notice of notices) {
    if (notice.audience.type !== "users") kept.push(notice);
    else {
      const uids = await spaces.activeAmong(spaceId, notice.audience.uids);
      if (uids.length > 0) kept.push({ ...notice, audience: { type: "users", uids } });
    }
  }
  return kept;
}
