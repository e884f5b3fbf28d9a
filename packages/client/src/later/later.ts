import type { Shared } from "../environment/shared.js";
import { Keeping, type KeepingDeps } from "./keeping.js";
import { shortRequests } from "../requests/shortRequests.js";
import { type Attended, Care } from "./care.js";
import { fetchDue } from "./refetching.js";

export type Later = ReturnType<typeof later>;

/** What a page needs once it runs: requests beside the stream, and what keeps the stream alive and gets it back. */
export function later(shared: Shared) {
  const requests = shortRequests(shared);
  return {
    ...requests,
    fetchDue: fetchDue(shared),
    keepingOf: (deps: KeepingDeps) => new Keeping(deps, shared),
    careOf: (pool: Attended) => new Care(pool, shared, requests),
  };
}
