import { fileURLToPath } from "node:url";
import { sizeOfBundle } from "../../packages/client/test/support/bundleSize.js";
import { functionsDir } from "../../scripts/project.mjs";
import type { Figure } from "../support/report.js";

const clientDir = fileURLToPath(new URL("../../packages/client/src", import.meta.url));

const core = 'export { createRealtime } from "./index.js";';
const all = `export { createRealtime, createLiveState, createOutbox, indexedDbStore, browserSharing } from "./index.js";`;

/** What a page loads, beside socket.io-client. */
export async function sizes(): Promise<Figure[]> {
  const peer = await sizeOfBundle('export { io } from "socket.io-client";', functionsDir);
  const first = await sizeOfBundle(core, clientDir);
  const whole = await sizeOfBundle(all, clientDir);
  const figure = (name: string, bytes: number, atMost: number): Figure => ({
    ...{ name, unit: "KiB", ours: [bytes / 1024], floors: [peer.atOnce / 1024], floor: "socket.io-client" },
    reach: { atMost },
  });
  return [
    figure("createRealtime, loaded at once", first.atOnce, 0.65),
    figure("all of it, with tabs, sockets, outbox and optimistic layer", whole.whole, 1.2),
  ];
}
