import type { Later } from "../later/later.js";
import type { OpenSocketLink } from "../sockets/socketLink.js";
import type * as tabs from "../tabs/together.js";
import { shared } from "./shared.js";

/** Code that is not needed for the first event: a bundler makes files of it that are loaded later, or never. */
export interface Parts {
  /** What every page needs once it runs: it is loaded right after the start. */
  later(): Promise<Later>;
  socketLink(): Promise<OpenSocketLink>;
  tabs(): Promise<typeof tabs>;
}

export const loadedParts: Parts = {
  later: async () => (await import("../later/later.js")).later(shared),
  socketLink: async () => (await import("../sockets/socketLink.js")).socketLinks(shared),
  tabs: () => import("../tabs/together.js"),
};

/** A part that is loaded once. A load that fails, as without a network, is tried again when it is next asked for. */
export interface Part<Code> {
  /** Undefined until it is there. */
  readonly code: Code | undefined;
  load(): Promise<Code>;
}

export function partOf<Code>(load: () => Promise<Code>): Part<Code> {
  let code: Code | undefined;
  return {
    get code() {
      return code;
    },
    load: async () => (code ??= await load()),
  };
}
