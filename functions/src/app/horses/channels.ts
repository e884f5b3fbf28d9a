import { z } from "zod";
import { channelKind, durable, moduleRate } from "@firecast/contract/core/channelKind";
import { Segment, Timestamp } from "@firecast/contract/core/ids";

export const Horse = z.object({
  id: Segment,
  organizationId: Segment,
  name: z.string().max(100),
  /** uid */
  addedBy: Segment,
  addedAt: Timestamp,
});
export type Horse = z.infer<typeof Horse>;

export const AddHorse = z.strictObject({ name: z.string().trim().min(1).max(100) });
export type AddHorse = z.infer<typeof AddHorse>;

/** The module channel of an organization's stable: its members may listen, the backend alone publishes. */
export const horsesChannel = channelKind({
  name: "organizations/{organizationId}/horses",
  events: {
    "horses:created": durable(Horse),
  },
  history: 100,
  subscribe: { type: "organization", param: "organizationId" },
  publish: { type: "server" },
  rate: moduleRate,
  presence: false,
});
