import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { openTab, type Tab } from "./tab.js";

/**
 * A real browser with a profile of its own. Its tabs share storage, locks and service workers, and nothing with other profiles.
 * Open one in `before`, close it in `after`.
 */
export interface Profile {
  readonly context: BrowserContext;
  /** A new tab, once its page has loaded. It is looked at, as all new ones. */
  tab(url: string): Promise<Tab>;
  /** Of all tabs and workers: new requests fail, streams that are open go on. Cut those at the server. */
  setOffline(isOffline: boolean): Promise<void>;
  close(): Promise<void>;
}

const startsWithinMs = 60_000;

/** Whatever happens to the test run: no browser outlives it. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

interface ProfileOptions {
  /** Servers that are reached by another way, both as `host:port`: whatever of the browser asks for them, workers too. */
  readonly routes?: ReadonlyMap<string, string>;
}

/** `BROWSER_PATH` is set by `npm test` (scripts/browser.mjs). @throws Error that says what is missing */
export async function openProfile({ routes = new Map() }: ProfileOptions = {}): Promise<Profile> {
  const { BROWSER_PATH: path, BROWSER_LIBRARIES: libraries, BROWSER_MISSING: missing } = process.env;
  if (!path) throw new Error(missing ?? "No browser: run this by `npm test -- <file>`.");
  const folder = mkdtempSync(join(tmpdir(), "firecast-browser-"));
  const env = { ...process.env, ...language, ...(libraries && { LD_LIBRARY_PATH: libraries }) };
  const rules = [...routes].map(([server, way]) => `MAP ${server} ${way}`).join(",");
  const own = [`--user-data-dir=${folder}`, ...(rules === "" ? [] : [`--host-resolver-rules=${rules}`])];
  const child = spawn(path, [...flags, ...own, "about:blank"], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  running.add(child);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    running.delete(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    // Playwright's own settings keep every page focused and looked at: none could be hidden or frozen.
    const browser = await chromium.connectOverCDP(await addressOf(child), { noDefaults: true });
    return profileOf(browser, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A shell without one has a language that no browser's own functions take. */
const language = { LANG: "en_US.UTF-8", LC_ALL: "en_US.UTF-8", LANGUAGE: "en_US" };

const flags = [
  "--headless",
  "--no-sandbox", // it cannot have one as root, and shows nothing but the tests' own pages
  "--remote-debugging-port=0",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-extensions",
  "--no-first-run",
  "--no-default-browser-check",
  "--password-store=basic",
  "--mute-audio",
];

/** It prints where it listens. */
function addressOf(child: ChildProcess): Promise<string> {
  let output = "";
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(`The browser did not start.\n${output.slice(-2000)}`));
    const limit = setTimeout(fail, startsWithinMs);
    child.once("error", reject);
    child.once("exit", fail);
    child.stderr?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const [, address] = /DevTools listening on (ws:\/\/\S+)/.exec(output) ?? [];
      if (!address) return;
      clearTimeout(limit);
      resolve(address);
    });
  });
}

function profileOf(browser: Browser, stop: () => Promise<void>): Profile {
  const [context] = browser.contexts();
  if (!context) throw new Error("The browser has no profile.");
  const tabs = new Set<Tab>();
  return {
    context,
    tab: async (url) => {
      const tab = await openTab(context);
      tabs.add(tab);
      tab.page.once("close", () => tabs.delete(tab));
      await tab.page.goto(url);
      return tab;
    },
    setOffline: async (isOffline) => {
      await context.setOffline(isOffline);
      for (const tab of tabs) await tab.sayOffline(isOffline);
    },
    close: async () => {
      await browser.close().catch(() => undefined);
      await stop();
    },
  };
}
