import { type Channel, hasShortName } from "@firecast/contract/core/channel";
import { type Caller } from "../../../platform/auth/caller.js";
import type { Access } from "../../access.js";
import { askedChannel } from "../../askedChannels.js";

/** Rooms of one socket. */
export const maxRooms = 16;

/** What a client follows by one name: a channel by its own, or several by a room's. */
export interface Room {
  readonly name: string;
  readonly channels: readonly Channel[];
}

/** The channels that each sort of room stands for, of which a deployment has those of its features. */
const sorts: ReadonlyMap<string, readonly string[]> = new Map([
  ["org", ["orgs/{id}/issues", "orgs/{id}/issue-stats"]],
  ["campus", ["campuses/{id}/issues", "campuses/{id}/heatmap"]],
  ["building", ["buildings/{id}/issues"]],
  ["heatmap", ["orgs/{id}/heatmap"]],
  ["space", ["spaces/{id}", "spaces/{id}/chat", "spaces/{id}/reads", "spaces/{id}/members"]],
]);

const Name = /^([a-z]{1,20}):([A-Za-z0-9_-]{1,128})$/;

/** @throws Problem as `askedChannel` for a name of neither a room nor a channel. */
export function roomNamed(access: Access, caller: Caller, name: string): Room {
  const channels = channelsOfRoom(access, name);
  if (channels.length > 0) return { name, channels };
  return { name, channels: [askedChannel(access, caller, name, inBody)] };
}

export const inBody = { in: "body", pointer: "/channel" } as const;

/** None for a name of neither. */
export function channelsOfRoom(access: Access, name: string): Channel[] {
  const [, sort = "", id = ""] = Name.exec(name) ?? [];
  if (sort === "user") return access.channelsOf(id).filter((channel) => !hasShortName(channel));
  const names = (sorts.get(sort) ?? []).map((pattern) => pattern.replace("{id}", id));
  return [...names, name].flatMap((one) => access.channelNamed(one) ?? []);
}
