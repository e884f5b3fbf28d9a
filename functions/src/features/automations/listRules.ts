import type {
  Automation,
  AutomationPage,
  FiringPage,
  ListAutomations,
} from "@firecast/contract/automations/rules";
import type { User } from "../../platform/auth/user.js";
import { pageOf } from "../../platform/firestore/listCursor.js";
import { timeCursor, type TimePlace } from "../../platform/firestore/pageByTime.js";
import { notFound } from "../../platform/problems.js";
import type { AutomationsDeps } from "./deps.js";
import { requireOwner } from "./requireOwner.js";
import { shown, shownFiring } from "./shown.js";
import type { RuleRef } from "./store.js";

interface Asked {
  readonly user: User;
  readonly spaceId: string;
}
interface List {
  readonly query: ListAutomations;
}

const placeOf = ({ cursor }: ListAutomations): TimePlace | undefined =>
  cursor === undefined ? undefined : timeCursor.parse(cursor);

export async function listRules(
  deps: AutomationsDeps,
  { user, spaceId, query }: Asked & List,
): Promise<AutomationPage> {
  await requireOwner(deps, { user, spaceId });
  return pageOf(
    await deps.store.page(spaceId, placeOf(query), query.limit),
    query.limit,
    ({ value }) => value && shown(value),
    ({ place }) => timeCursor.encode(place),
  );
}

/** @throws Problem `not_found` */
export async function readRule(
  deps: AutomationsDeps,
  { user, ...ref }: Asked & RuleRef,
): Promise<Automation> {
  await requireOwner(deps, { user, ...ref });
  const seen = await deps.store.rule(ref);
  if (!seen) throw notFound();
  return shown(seen.value);
}

/** What a rule has fired for, and what came of it, the newest first. */
export async function listFirings(
  deps: AutomationsDeps,
  { user, query, ...ref }: Asked & RuleRef & List,
): Promise<FiringPage> {
  await readRule(deps, { user, ...ref });
  return pageOf(
    await deps.store.firings(ref, placeOf(query), query.limit),
    query.limit,
    ({ value }) => value && shownFiring(value),
    ({ place }) => timeCursor.encode(place),
  );
}
