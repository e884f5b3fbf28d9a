import { expect } from "chai";
import { type ServerProcess, type Settings, startServer } from "./serverProcess.js";

/** Servers that several test files use, each started when first asked for. */
const profiles = {
  /** Production's settings, but long polls end soon, and no ping comes between what a test looks at. */
  first: {
    REALTIME_POLL_MS: 1000,
    REALTIME_PING_MS: 600_000,
    METRICS_SECRET: "the-secret-of-the-scraper",
  },
  /** These two serve `sockets`, beside all that `first` does. */
  second: { REALTIME_POLL_MS: 1000, REALTIME_PING_MS: 600_000 },
  sockets: { REALTIME_POLL_MS: 1000, REALTIME_PING_MS: 600_000 },
  callables: { REALTIME_POLL_MS: 1000, REALTIME_PING_MS: 600_000 },
  /** Everything that ends a stream comes early. */
  hasty: {
    REALTIME_PING_MS: 400,
    REALTIME_STREAM_BYTES: 30_000,
    REALTIME_STREAM_LIFETIME_MS: 3000,
    REALTIME_RECHECK_MS: 1000,
  },
} satisfies Record<string, Settings>;

const targets = {
  first: "streams",
  second: "sockets",
  sockets: "sockets",
  callables: "callables",
  hasty: "streams",
} as const;

const started = new Map<string, Promise<ServerProcess>>();

export function sharedServer(name: keyof typeof profiles): Promise<ServerProcess> {
  const server = started.get(name) ?? startServer(profiles[name], undefined, targets[name]);
  started.set(name, server);
  return server;
}

/** Which servers are alive after the last test, in a root hook: every file that imports this one shares it. */
after("every shared server is still well, and ends on SIGTERM", async function () {
  this.timeout(30_000);
  const servers = await Promise.all(started.values());
  const exits = await Promise.all(servers.map((server) => server.stop("SIGTERM")));
  expect(exits).to.deep.equal(servers.map(() => ({ code: 0, signal: null })));
  for (const server of servers) expect(server.output()).not.to.match(/unhandled|uncaught/i);
});
