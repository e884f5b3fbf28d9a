import { Issue } from "@firecast/contract/issues/issues";
import { Building } from "@firecast/contract/issues/places";
import { timeOf, type Written } from "../../platform/firestore/trigger.js";
import type { Log } from "../../platform/log.js";
import { parseWritten, readWritten } from "../../platform/notices/readWritten.js";
import type { Teller } from "../../platform/notices/teller.js";
import type { IssuesDeps } from "./deps.js";
import { isSamePlace } from "./heatmap/cells.js";
import { noticesOf } from "./notices.js";

type IssueWritten = Written<{ issueId: string }>;

/** Tells an issue's assignee and reporter. Safe to repeat. */
export async function tellOfIssue(
  { teller, log }: { teller: Pick<Teller, "notify">; log: Log },
  event: IssueWritten,
): Promise<void> {
  const { data, params } = event;
  const id = { id: params.issueId };
  const after = readWritten(log, Issue, data?.after, id);
  if (!after) return;
  const before = parseWritten(Issue, data?.before, id);
  await teller.notify(noticesOf({ before, after, at: timeOf(event) }));
}

/** Tells those who follow the figures of the issue's organization and its campus, or campuses. Safe to repeat. */
export async function announceFigures(
  { announcer, figures }: Pick<IssuesDeps, "announcer" | "figures">,
  { data, params }: IssueWritten,
): Promise<void> {
  const id = { id: params.issueId };
  const issues = [data?.before, data?.after].flatMap((written) => parseWritten(Issue, written, id) ?? []);
  const organizations = new Set(issues.map(({ organizationId }) => organizationId));
  const campuses = new Set(issues.map(({ campusId }) => campusId));
  const changed = [
    ...[...organizations].flatMap((organization) => [
      figures.ofStatistics(organization),
      figures.ofOrganization(organization),
    ]),
    ...[...campuses].map(figures.ofCampus),
  ];
  await Promise.all(changed.map((figure) => announcer.announce(figure)));
}

/** Tells those who follow the map that a building stands elsewhere. Safe to repeat. */
export async function announceMove(
  { announcer, figures }: Pick<IssuesDeps, "announcer" | "figures">,
  { data, params }: Written<{ buildingId: string }>,
): Promise<void> {
  const id = { id: params.buildingId };
  const before = parseWritten(Building, data?.before, id);
  const after = parseWritten(Building, data?.after, id);
  if (!before || !after || isSamePlace(before.position, after.position)) return;
  const maps = [figures.ofOrganization(after.organizationId), figures.ofCampus(after.campusId)];
  await Promise.all(maps.map((figure) => announcer.announce(figure)));
}
