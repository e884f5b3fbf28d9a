import { type Caller, pathOf } from "@firecast/client";
import type {
  Automation,
  AutomationPage,
  ChangeAutomation,
  CreateAutomation,
  DryRunAnswer,
  FiringPage,
  SavedAutomation,
} from "@firecast/contract/automations/rules";

export type RuleDraft = Pick<CreateAutomation, "name" | "trigger" | "actions"> & Partial<CreateAutomation>;

/** What happens by itself in a space: for its owners. */
export const automationCalls = ({ read, write }: Caller) => ({
  list: (spaceId: string, query: { limit?: number; cursor?: string } = {}) =>
    read<AutomationPage>(pathOf`/api/spaces/${spaceId}/automations`, query),
  create: (spaceId: string, draft: RuleDraft) =>
    write<SavedAutomation>("POST", pathOf`/api/spaces/${spaceId}/automations`, draft),
  change: (spaceId: string, id: string, change: ChangeAutomation) =>
    write<Automation>("PATCH", pathOf`/api/spaces/${spaceId}/automations/${id}`, change),
  remove: (spaceId: string, id: string) =>
    write<undefined>("DELETE", pathOf`/api/spaces/${spaceId}/automations/${id}`),
  /** Nothing is done. */
  dryRun: (spaceId: string, id: string, facts: Readonly<Record<string, string>>) =>
    write<DryRunAnswer>("POST", pathOf`/api/spaces/${spaceId}/automations/${id}/dry-run`, { facts }),
  firings: (spaceId: string, id: string) =>
    read<FiringPage>(pathOf`/api/spaces/${spaceId}/automations/${id}/firings`, { limit: 10 }),
});
