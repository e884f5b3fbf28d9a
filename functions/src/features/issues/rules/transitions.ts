import type { Issue, IssueStatus } from "@firecast/contract/issues/issues";
import { Problem } from "../../../platform/problems.js";

/** What moves an issue on. */
export type Move = "assign" | "start" | "resolve" | "reopen";

/** The one table of what may follow what. */
export const transitions: Readonly<Record<IssueStatus, Readonly<Partial<Record<Move, IssueStatus>>>>> = {
  open: { assign: "assigned", resolve: "resolved" },
  assigned: { assign: "assigned", start: "in_progress", resolve: "resolved" },
  in_progress: { assign: "assigned", start: "in_progress", resolve: "resolved" },
  resolved: { reopen: "open" },
};

const saidOf: Readonly<Record<Move, string>> = {
  assign: "be assigned",
  start: "be begun",
  resolve: "be resolved",
  reopen: "be opened again",
};

/** The status that follows. @throws Problem `conflict`. */
export function moved({ status }: Issue, move: Move): IssueStatus {
  const next = transitions[status][move];
  if (next !== undefined) return next;
  throw new Problem("conflict", { detail: `An issue that is ${spoken(status)} cannot ${saidOf[move]}.` });
}

const spoken = (status: IssueStatus): string => status.replace("_", " ");
