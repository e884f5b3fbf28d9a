import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";

/** Parts of payloads that several features use. */
export const Name = z.string().max(200);
export const Excerpt = z.string().max(200);
export const inSpace = { spaceId: Segment, spaceName: Name };

/** Part of examples. */
export const exampleSpace = { spaceId: "lobby", spaceName: "Lobby" };

/** A page of the app about a space. */
export const spaceUrl = (spaceId: string, rest = ""): string => `/spaces/${spaceId}${rest}`;

export const times = (count: number, one: string, many: string): string =>
  count === 1 ? one : `${count} ${many}`;
