import type { Automation } from "@firecast/contract/automations/rules";
import type { Facts, HappeningKind } from "../../../platform/happenings/happening.js";

/** What every rule knows, whatever it waits for. */
export const ownFacts = (
  { name, spaceId }: Pick<Automation, "name" | "spaceId">,
  firedAt: string,
): Facts => ({ "rule.name": name, "rule.firedAt": firedAt, "space.id": spaceId });

/** Facts as a rule that waits for this may know them: of a rule that goes by the clock, its own. */
export const exampleFacts = (kind: HappeningKind | undefined): Facts => ({
  ...ownFacts({ name: "Welcome", spaceId: "lobby" }, "2027-03-01T18:00:00.000Z"),
  ...kind?.example,
});
