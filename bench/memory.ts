import { readFileSync } from "node:fs";
import { type Held, heldFigures, holdOpen, littleGarbage as flags } from "./support/held.js";
import type { Part } from "./support/report.js";
import { startBareServer, startFirecast } from "./support/servers.js";
import { openStreams, requestBytes, streamRequest } from "./clients/streamClients.js";
import { signUp } from "./support/users.js";

const wantedStreams = 5000;
const streamsPerUser = 5;
const rounds = 3;

/** What a server holds for a stream on which nothing happens. */
export async function memory(): Promise<Part> {
  const streams = Math.min(wantedStreams, openFiles() - 500);
  const users = await signUp(Math.ceil(streams / streamsPerUser));
  const requests = users.flatMap((user) => Array.from({ length: streamsPerUser }, () => streamRequest(user)));
  const asked = { requests: requests.slice(0, streams), warmUp: 500, open: openStreams };
  const floors: Held[] = [];
  const ours: Held[] = [];
  for (let round = 0; round < rounds; round++) {
    floors.push(await holdOpen(await startBareServer(flags), asked));
    ours.push(await holdOpen(await startFirecast("streams", { flags }), asked));
  }
  const per = `per idle stream at ${streams.toLocaleString("en")}`;
  return {
    figures: heldFigures({ per, ours, floors, floor: "bare server", atMost: 1.1 }),
    notes: [
      `Memory: after garbage collection, young generation of 1 MB on both, request headers of ${requestBytes} bytes, ${streamsPerUser} streams a user.`,
      ...(streams < wantedStreams
        ? [`Memory: only ${streams} streams, since this shell allows ${openFiles()} open files (ulimit -n).`]
        : []),
    ],
  };
}

/** How many files a process may have open; macOS does not say, and allows enough. */
function openFiles(): number {
  try {
    return Number(/Max open files\s+(\d+)/.exec(readFileSync("/proc/self/limits", "utf8"))?.[1]);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
