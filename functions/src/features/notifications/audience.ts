import { assertNever } from "../../platform/assertNever.js";
import type { Audience } from "../../platform/notices/notice.js";
import type { TellDeps } from "./deps.js";

const pageSize = 1000;

/** uids of an audience, a page at a time. */
export async function* pagesOf(
  { spaces, accounts }: Pick<TellDeps, "spaces" | "accounts">,
  audience: Audience,
): AsyncGenerator<string[]> {
  switch (audience.type) {
    case "users":
      yield [...new Set(audience.uids)];
      return;
    case "members": {
      const { spaceId, roles, except = [] } = audience;
      const members = paged((after) => spaces.membersAfter(spaceId, { after, limit: pageSize, roles }));
      for await (const page of members) yield page.filter((uid) => !except.includes(uid));
      return;
    }
    case "organization":
      yield* paged((after) => accounts.usersOf(audience.organizationId, { after, limit: pageSize }));
      return;
    case "everyone":
      yield* paged((after) => accounts.usersAfter({ after, limit: pageSize }));
      return;
    default:
      assertNever(audience);
  }
}

async function* paged(read: (after: string | undefined) => Promise<string[]>): AsyncGenerator<string[]> {
  for (let after: string | undefined; ;) {
    const page = await read(after);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    after = page.at(-1);
  }
}
