import { createRealtime } from "./createRealtime.js";
import type { Realtime } from "./realtime.js";
import { type TestClock, testClock } from "./testing/testClock.js";
import { testServer, type TestServer, type TestServerOptions } from "./testing/testServer.js";
import { testBrowser, type TestBrowser, type TestPage } from "./testing/testBrowser.js";
import type { RealtimeOptions } from "./types/options.js";

export interface TestRealtime {
  readonly realtime: Realtime;
  readonly server: TestServer;
  readonly clock: TestClock;
  readonly page: TestPage;
  readonly browser: TestBrowser;
  /** Another client: on a page of its own by default. */
  another(options?: RealtimeOptions, page?: TestPage): Realtime;
}

/**
 * A client on a page of its own, against a server in memory, where time passes when the test says so: `await clock.pass(1000)`.
 * Tokens are good for an hour unless the test gives its own.
 */
export function createTestRealtime(
  options: RealtimeOptions = {},
  serverOptions: Partial<TestServerOptions> & { random?: () => number } = {},
): TestRealtime {
  const clock = serverOptions.clock ?? testClock();
  const server = testServer({ ...serverOptions, clock });
  const browser = testBrowser(clock, server, serverOptions.random);
  const page = browser.page();
  const getToken = (): string => testToken("mia", clock.now() + 3_600_000);
  const another = (own: RealtimeOptions = options, on = browser.page()): Realtime =>
    createRealtime({ getToken, ...own }, on.env);
  return { realtime: another(options, page), server, clock, page, browser, another };
}

/** An unsigned ID token; `expiresAt` in ms since the epoch. */
export function testToken(uid: string, expiresAt: number): string {
  const encode = (part: object): string => btoa(JSON.stringify(part)).replaceAll("=", "");
  return `${encode({ alg: "none" })}.${encode({ sub: uid, exp: Math.floor(expiresAt / 1000) })}.`;
}

export type { TestBrowser, TestClock, TestPage, TestServer };
