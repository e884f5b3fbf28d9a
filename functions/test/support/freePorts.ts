import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below what systems give to connections and to servers that ask for any port: none of those takes it before it is listened at. */
const range = { from: 15_000, to: 32_000 };
const given = new Set<number>();

/** A port at which nothing listens now; another one for each caller of this process. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(range.from, range.to);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

export const freePorts = (count: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, freePort));

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
