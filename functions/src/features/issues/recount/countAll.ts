import { counter, type Figured } from "./counted.js";
import type { RecountStore } from "./store.js";

/** Counts all issues of an organization, page by page, as of one moment. */
export async function countAll(
  recounts: RecountStore,
  asOf: ReturnType<RecountStore["asOf"]>,
  organizationId: string,
): Promise<{ counted: Figured; issues: number }> {
  const count = counter();
  const positions = new Map<string, { lat: number; lng: number }>();
  for await (const page of recounts.issues(asOf, organizationId)) {
    const unknown = new Set(page.map(({ buildingId }) => buildingId).filter((id) => !positions.has(id)));
    for (const { id, position } of await recounts.buildings(asOf, [...unknown])) positions.set(id, position);
    for (const issue of page) {
      const buildingPosition = positions.get(issue.buildingId);
      if (buildingPosition) count.add({ ...issue, buildingPosition });
    }
  }
  return count;
}
