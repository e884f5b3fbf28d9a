import { z } from "zod";
import type { ClientSession } from "../session/clientSession.js";
import { counted } from "./streamMeters.js";

/** Who is connected to an instance: streams and waiting long polls by organization, and their channels. */
export const Occupancy = z.array(
  z.object({
    /** None: users without one. */
    organizationId: z.string().optional(),
    clients: z.int().nonnegative(),
    /** Of the channels with the most subscribers. */
    channels: z.array(
      z.object({ channel: z.string(), clients: z.int().positive(), kept: z.int().nonnegative() }),
    ),
  }),
);
export type Occupancy = z.infer<typeof Occupancy>;

/** Named of each organization; a document holds 1 MB. */
const namedChannels = 500;

/** `keptIn`: how many events the log of a channel keeps now. */
export function occupancyOf(
  sessions: readonly ClientSession[],
  keptIn: (channel: string) => number,
): Occupancy {
  const organizations = new Map<string | undefined, ClientSession[]>();
  for (const session of sessions) {
    const organizationId = session.options.user?.organizationId;
    organizations.set(organizationId, [...(organizations.get(organizationId) ?? []), session]);
  }
  return [...organizations].map(([organizationId, members]) => ({
    ...(organizationId !== undefined && { organizationId }),
    clients: members.length,
    channels: counted(members.flatMap(({ channels }) => channels))
      .sort(([, a], [, b]) => b - a)
      .slice(0, namedChannels)
      .map(([channel, clients]) => ({ channel, clients, kept: keptIn(channel) })),
  }));
}
