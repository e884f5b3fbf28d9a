import { readFileSync, statSync } from "node:fs";
import { emulatorLog } from "../../scripts/emulators/emulators.mjs";
import { at, fcmPorts } from "../../scripts/project.mjs";
import { seconds, until } from "../../scripts/wait.mjs";
import { backend } from "./backend.js";
import type { BenchUser } from "./users.js";

const within = seconds(60);

/** Resolves to a wait for one push more than the device has got so far. */
export async function pushArrives(token: string): Promise<() => Promise<void>> {
  const pushes = async (): Promise<number> => {
    const answer = await fetch(`${at(fcmPorts.inspectPort)}/messages`);
    const messages = (await answer.json()) as { message: { token?: string } }[];
    return messages.filter(({ message }) => message.token === token).length;
  };
  const before = await pushes();
  return async () => {
    if (await until(async () => (await pushes()) > before, { within, every: 2 })) return;
    throw new Error("No push came.");
  };
}

/** From writing a document to the first thing its trigger says: that it cannot read it. */
export async function bareTrigger({ uid }: BenchUser): Promise<number> {
  const path = `users/${uid}/achievements/unreadable-${Math.random().toString(36).slice(2)}`;
  const from = statSync(emulatorLog).size;
  const begun = performance.now();
  await backend().doc(path).create({ unreadable: true });
  const isSaid = () => readFileSync(emulatorLog).subarray(from).includes(path);
  if (await until(isSaid, { within, every: 1 })) return performance.now() - begun;
  throw new Error("The trigger says nothing.");
}
