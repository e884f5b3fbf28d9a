import type { Stats } from "@firecast/contract/operations";
import { sumOf } from "./rates.js";
import type { InstanceFigures } from "./snapshots.js";

/** Whose figures: all, or one organization's. */
export type Scope = { type: "all" } | { type: "organization"; organizationId: string };

/** What all instances say together of the connections in that scope. */
export function statsOf(
  figures: readonly InstanceFigures[],
  scope: Scope,
): Omit<Stats, "at" | "eventHistorySize"> & { kept: number } {
  const inScope = figures.flatMap(({ occupancy }) =>
    occupancy.filter(({ organizationId }) => scope.type === "all" || organizationId === scope.organizationId),
  );
  const channels = new Map<string, { clients: number; kept: number }>();
  for (const { channel, clients, kept } of inScope.flatMap((part) => part.channels)) {
    const known = channels.get(channel) ?? { clients: 0, kept: 0 };
    // Every instance that listens knows about as much of a channel's log.
    channels.set(channel, { clients: known.clients + clients, kept: Math.max(known.kept, kept) });
  }
  const byClients = [...channels].sort(([, a], [, b]) => b.clients - a.clients);
  return {
    connectedClients: inScope.reduce((sum, { clients }) => sum + clients, 0),
    clientsByChannel: Object.fromEntries(byClients.map(([channel, { clients }]) => [channel, clients])),
    kept: [...channels.values()].reduce((sum, { kept }) => sum + kept, 0),
    instances: figures.filter(({ occupancy }) => occupancy.length > 0).length,
    ...(scope.type === "all" && { rates: sumOf(figures.map(({ rates }) => rates)) }),
  };
}
