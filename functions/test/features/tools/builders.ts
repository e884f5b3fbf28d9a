import type { Deployment, Tool } from "@firecast/contract/tools";

export const at = "2026-03-01T12:00:00.000Z";
export const earlier = "2026-02-01T12:00:00.000Z";

export const aTool = (values: Partial<Tool> = {}): Tool => ({
  id: "poll",
  name: "Poll",
  ownerId: "olga",
  version: 1,
  uses: 0,
  createdAt: earlier,
  updatedAt: earlier,
  ...values,
});

export const aFork = (values: Partial<Tool> = {}): Tool =>
  aTool({ id: "poll2", ownerId: "mia", forkOf: "poll", ...values });

export const aDeployment = (values: Partial<Deployment> = {}): Deployment => ({
  toolId: "poll",
  spaceId: "s1",
  deployedBy: "olga",
  deployedAt: at,
  ...values,
});
