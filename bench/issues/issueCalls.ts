import { ReadHeatmap } from "@firecast/contract/issues/figures";
import { ListIssues } from "@firecast/contract/issues/issues";
import {
  assignIssue,
  changeIssue,
  deleteIssue,
  reopenIssue,
  resolveIssue,
} from "../../functions/src/features/issues/changeIssue.js";
import { readHeatmap } from "../../functions/src/features/issues/heatmap/readHeatmap.js";
import { listIssues } from "../../functions/src/features/issues/listIssues.js";
import { reportIssue } from "../../functions/src/features/issues/reportIssue.js";
import { readStatistics } from "../../functions/src/features/issues/statistics/readStatistics.js";
import { countingFirestore, type FirestoreUse } from "../support/firestoreUse.js";
import { anIssueBackend, type IssueOrganization } from "./issueOrganization.js";

/** What a call costs. */
export interface Cost extends FirestoreUse {
  readonly what: string;
  /** Of Pub/Sub, at once: the relay publishes each event once more. */
  readonly messages: number;
  readonly bytes: number;
}

export interface Costs {
  readonly lists: readonly Cost[];
  readonly maps: readonly Cost[];
  readonly statistics: readonly Cost[];
  readonly operations: readonly Cost[];
}

const maps = ["", "zoom=3", "bbox=11,48,11.6,48.2&zoom=16"];

const queriesOf = ({ buildings }: IssueOrganization): string[] => {
  const [building] = buildings;
  return [
    "",
    "status=open",
    "severity=critical",
    "category=lift&status=assigned",
    `campus=${building?.campusId ?? ""}`,
    `building=${building?.id ?? ""}&severity=low`,
    "assignee=worker-3",
    "text=lift",
    "text=stuck%20number77&status=open",
    "since=2026-11-01T00:00:00.000Z&until=2026-11-02T00:00:00.000Z",
    "status=resolved&severity=high&category=network&text=stuck",
  ];
};

/** Counts what each call asks of Firestore and Pub/Sub: lists by each filter, their second pages, figures and operations. */
export async function costsOf(organization: IssueOrganization): Promise<Costs> {
  const { admin: user, buildings } = organization;
  const backend = anIssueBackend();
  const deps = backend.deps(organization.id);
  const count = countingFirestore();
  const costs: Record<keyof Costs, Cost[]> = { lists: [], maps: [], statistics: [], operations: [] };
  const counted = async <T>(kind: keyof Costs, what: string, call: () => Promise<T>): Promise<T> => {
    const [used, { messages, bytes }] = [count.sinceThen(), { ...backend.told }];
    const answer = await call();
    const { told } = backend;
    costs[kind].push({ what, ...used(), messages: told.messages - messages, bytes: told.bytes - bytes });
    return answer;
  };
  const parsed = (query: string) => Object.fromEntries(new URLSearchParams(query));

  for (const query of queriesOf(organization)) {
    const page = (cursor: object) =>
      listIssues(deps, { user, query: ListIssues.parse({ ...parsed(query), limit: 99, ...cursor }) });
    const { nextCursor } = await counted("lists", query || "all", () => page({}));
    if (nextCursor !== null) await counted("lists", `${query} next`, () => page({ cursor: nextCursor }));
  }
  for (const query of maps) {
    const map = () => readHeatmap(deps, { user, query: ReadHeatmap.parse(parsed(query)) });
    await counted("maps", query || "all", map);
  }
  await counted("statistics", "statistics", () => readStatistics(deps, { user }));

  const [here, , there] = buildings;
  if (!here || !there) throw new RangeError("There are buildings.");
  const draft = {
    ...{ title: "The lift is stuck", description: "It has stood still since nine.", category: "lift" },
    ...{ severity: "high" as const, buildingId: here.id },
  };
  const call = { user, request: undefined };
  // What an instance remembers it knows then.
  await reportIssue(deps, { ...call, draft });
  const map = deps.figures.ofOrganization(organization.id);
  await deps.announcer.announce(map);
  const { id: issueId } = await counted("operations", "report", () => reportIssue(deps, { ...call, draft }));
  const target = { ...call, issueId };
  const operations: [string, () => Promise<unknown>][] = [
    ["change", () => changeIssue(deps, { ...target, change: { title: "The lift stands still" } })],
    ["move", () => changeIssue(deps, { ...target, change: { buildingId: there.id } })],
    ["assign", () => assignIssue(deps, { ...target, assigneeId: "worker-1" })],
    ["resolve", () => resolveIssue(deps, { ...target, resolution: "Oiled" })],
    ["reopen", () => reopenIssue(deps, target)],
    ["delete", () => deleteIssue(deps, target)],
    ["heatmap event", () => deps.announcer.announce(map)],
    ["statistics event", () => deps.announcer.announce(deps.figures.ofStatistics(organization.id))],
  ];
  for (const [what, operation] of operations) await counted("operations", what, operation);
  count.stop();
  return costs;
}
