import type { Server } from "../support/servers.js";
import type { BenchUser } from "../support/users.js";
import type { Usage } from "../processes/usage.js";
import { eventReader, requestsTo } from "./client.js";

const atOnce = 40;
const inFlight = 16;
const messagesOfOne = 50;

/** All that a writer can append is read by so many at once, to the end. */
export async function manyReaders(server: Server, user: BenchUser, readers: number, ms: number) {
  const path = `bench/${Math.random().toString(36).slice(2)}`;
  const writer = requestsTo(server.port, user, "application/json");
  await writer.send("PUT", path);
  const open = [];
  for (let opened = 0; opened < readers; opened += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, readers - opened) }, () =>
      eventReader(server.port, user, path),
    );
    open.push(...(await Promise.all(some)));
  }
  const before = await server.ask<Usage>({ type: "usage" });
  const begun = performance.now();
  let messages = 0;
  const append = async (): Promise<void> => {
    while (performance.now() - begun < ms) {
      const some = Array.from({ length: messagesOfOne }, () => ({ token: `number ${messages++}` }));
      await writer.send("POST", path, JSON.stringify(some));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, append));
  await writer.send("POST", path, undefined, { "stream-closed": "true" });
  await Promise.all(open.map(({ ended }) => ended));
  const seconds = (performance.now() - begun) / 1000;
  const after = await server.ask<Usage>({ type: "usage" });
  writer.close();
  const deliveries = messages * readers;
  return {
    deliveriesPerSecond: deliveries / seconds,
    cpuMicrosPerDelivery: ((after.cpuMs - before.cpuMs) * 1000) / deliveries,
  };
}
