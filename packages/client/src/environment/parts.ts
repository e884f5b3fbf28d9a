import type { ShortRequests } from "../requests/shortRequests.js";
import type { OpenSocketLink } from "../sockets/socketLink.js";
import type * as tabs from "../tabs/tabs.js";
import { shared } from "./shared.js";

/** Code that most pages need late or never: a bundler makes files of it that are loaded then. */
export interface Parts {
  shortRequests(): Promise<ShortRequests>;
  socketLink(): Promise<OpenSocketLink>;
  tabs(): Promise<typeof tabs>;
}

export const loadedParts: Parts = {
  shortRequests: async () => (await import("../requests/shortRequests.js")).shortRequests(shared),
  socketLink: async () => (await import("../sockets/socketLink.js")).socketLinks(shared),
  tabs: () => import("../tabs/tabs.js"),
};
