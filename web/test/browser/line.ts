import { cuttableProxy } from "../../../functions/test/support/cuttableProxy.js";
import { host, hostingPort, ports, streamsPort } from "../../../scripts/project.mjs";

/** The network of one browser: whatever it asks of the app's servers, by pages and workers, goes through here. */
export interface Line {
  readonly routes: ReadonlyMap<string, string>;
  /** `refused`: connections end, and no new ones come about. `silent`: they stay, and nothing comes through. */
  cut(how: "refused" | "silent"): Promise<void>;
  restore(): Promise<void>;
  close(): Promise<void>;
}

export async function aLine(): Promise<Line> {
  const servers = [hostingPort, streamsPort, ports["auth"]].map((port) => `${host}:${port}`);
  const relays = await Promise.all(
    servers.map(async (server) => [server, await cuttableProxy(server)] as const),
  );
  const each = async (act: (relay: (typeof relays)[number][1]) => Promise<void>): Promise<void> => {
    await Promise.all(relays.map(([, relay]) => act(relay)));
  };
  return {
    routes: new Map(relays.map(([server, { address }]) => [server, address])),
    cut: (how) => each((relay) => relay.cut(how)),
    restore: () => each((relay) => relay.restore()),
    close: () => each((relay) => relay.close()),
  };
}
