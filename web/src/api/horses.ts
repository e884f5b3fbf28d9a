import type { Caller } from "@firecast/client";
import type { History } from "@firecast/contract/realtime";
import type { z } from "zod";

/** A horse, as the backend's example of a team's own feature tells of it. */
export interface Horse {
  readonly id: string;
  readonly name: string;
  readonly addedBy: string;
  readonly addedAt: string;
}

export const horseCalls = ({ read, write }: Caller) => ({
  add: (name: string) => write<Horse>("POST", "/api/horses", { name }),
  history: (channel: string) =>
    read<z.infer<typeof History>>("/api/realtime/history", { channel, limit: 100 }),
});

/** The newest first. */
export const horsesIn = ({ items }: Pick<z.infer<typeof History>, "items">): Horse[] =>
  items
    .map(({ data }) => data)
    .filter(isHorse)
    .reverse();

export const isHorse = (data: unknown): data is Horse =>
  typeof data === "object" &&
  data !== null &&
  "id" in data &&
  "name" in data &&
  typeof data.name === "string" &&
  "addedAt" in data;
