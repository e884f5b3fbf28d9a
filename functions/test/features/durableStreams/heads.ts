import type { AppendRequest } from "../../../src/features/durableStreams/rules/append.js";
import type { Head } from "../../../src/features/durableStreams/schema.js";

/** An empty text of ann's. */
export const aHead = (given: Partial<Head> = {}): Head => ({
  ...{ id: "s", name: "notes", tag: "0000000000000007", owner: "ann", contentType: "text/plain" },
  ...{ touchedAt: 0, lineage: [], forks: 0, gone: false, open: Buffer.alloc(0), openFrom: 0, end: 0 },
  ...{ closed: false, producers: new Map(), commits: [] },
  ...given,
});

export const anAppend = (given: Partial<AppendRequest> = {}): AppendRequest => ({
  asker: { owner: "ann", isMember: false },
  contentType: "text/plain",
  body: Buffer.from("x"),
  closes: false,
  ...given,
});
