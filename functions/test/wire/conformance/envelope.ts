import type { Frame } from "@firecast/conformance/transport";

interface Said {
  readonly type: string;
  readonly data?: unknown;
  readonly cursor?: string | undefined;
}

/** A message of a transport that says all in one object: an event's envelope without its cursor is what a stream has as `data`. */
export function frameOf({ cursor, ...said }: Said): Frame {
  return { event: said.type, cursor, data: said.type.includes(":") ? said : said.data };
}
