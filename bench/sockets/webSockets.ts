import { seconds, until } from "../../scripts/wait.mjs";
import { type Held, heldFigures, holdOpen, littleGarbage as flags } from "../support/held.js";
import type { Part } from "../support/report.js";
import { type Server, startBareWebSockets, startFirecast } from "../support/servers.js";
import { signUp } from "../support/users.js";
import { openWebSockets, upgradeRequest } from "./webSocketClients.js";

const wantedSockets = 2000;
const socketsPerUser = 5;
const rounds = 3;

/** What a server holds for a WebSocket that reads one channel in which nothing happens. */
export async function webSockets(): Promise<Part> {
  const users = await signUp(wantedSockets / socketsPerUser);
  const requests = users.flatMap((user) =>
    Array.from({ length: socketsPerUser }, () => upgradeRequest(user)),
  );
  const floors: Held[] = [];
  const ours: Held[] = [];
  for (let round = 0; round < rounds; round++) {
    floors.push(await held(await startBareWebSockets(flags), requests));
    ours.push(await held(await startFirecast("sockets", { flags }), requests));
  }
  const per = `per idle WebSocket at ${wantedSockets.toLocaleString("en")}`;
  return {
    figures: heldFigures({ per, ours, floors, floor: "ws", atMost: 1.3 }),
    notes: [
      `WebSockets: after garbage collection, young generation of 1 MB on both, ${socketsPerUser} sockets a user, each subscribed to one channel; ws without compression.`,
    ],
  };
}

async function held(server: Server, requests: readonly string[]): Promise<Held> {
  await firstAnswer(server, requests.slice(0, 1));
  return holdOpen(server, { requests, warmUp: 500, open: openWebSockets });
}

/** The first look at a token loads what it needs: on a busy machine that can take longer than a client is let wait. */
async function firstAnswer({ port }: Server, requests: readonly string[]): Promise<void> {
  const isAnswered = () =>
    openWebSockets(port, requests).then(
      (clients) => {
        clients.close();
        return true;
      },
      () => false,
    );
  if (!(await until(isAnswered, { within: seconds(60) }))) throw new Error("No connection is answered.");
}
