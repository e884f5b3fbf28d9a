import type { BrowserContext, CDPSession, Page } from "playwright-core";

/** One page of a browser, and what can happen to it. */
export interface Tab {
  readonly page: Page;
  /** Calls what the page offers as `globalThis.page[name]`; arguments and answers are JSON. */
  call(name: string, ...args: unknown[]): Promise<unknown>;
  /** Whether the user looks at it: `visibilityState`, and how often timers run. */
  setVisible(isVisible: boolean): Promise<void>;
  /** As browsers do to hidden pages: nothing of it runs, and it keeps its locks and connections. */
  freeze(): Promise<void>;
  /** Ends that; the user looks at it again. */
  thaw(): Promise<void>;
  /** What `navigator.onLine` says, with its event. `Profile.setOffline` does it, and is it as well. */
  sayOffline(isOffline: boolean): Promise<void>;
  reload(): Promise<void>;
  close(): Promise<void>;
  /** Its process dies: no `pagehide`, nothing is let go in order. */
  crash(): Promise<void>;
}

/** A new tab that the user looks at. */
export async function openTab(context: BrowserContext): Promise<Tab> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  // Freezing hides a page for good: from then on it is looked at as long as its focus is emulated.
  await setState(session, "frozen");
  await setState(session, "active");
  await setFocus(session, true);
  await page.addInitScript(onLineAsTold);
  return {
    page,
    call: (name, ...args) => page.evaluate(`page[${JSON.stringify(name)}](...${JSON.stringify(args)})`),
    setVisible: (isVisible) => setFocus(session, isVisible),
    freeze: async () => {
      await setFocus(session, false);
      await setState(session, "frozen");
    },
    thaw: async () => {
      await setState(session, "active");
      await setFocus(session, true);
    },
    sayOffline: async (isOffline) => {
      await sayOffline(page, isOffline);
    },
    reload: async () => {
      await page.reload();
    },
    close: () => page.close(),
    crash: async () => {
      const crashed = new Promise((resolve) => page.once("crash", resolve));
      session.send("Page.crash").catch(() => undefined); // it does not answer any more
      await crashed;
    },
  };
}

const setFocus = async (session: CDPSession, enabled: boolean): Promise<void> => {
  await session.send("Emulation.setFocusEmulationEnabled", { enabled });
};

/** What a page is told of the network: a browser on a machine that has none but its own takes itself for offline. */
const sayOffline = (page: Page, isOffline: boolean): Promise<unknown> =>
  page.evaluate(
    `name = "${isOffline ? "offline" : ""}"; dispatchEvent(new Event("${isOffline ? "offline" : "online"}"))`,
  );

const onLineAsTold = `Object.defineProperty(Navigator.prototype, "onLine", { get: () => name !== "offline" })`;

const setState = async (session: CDPSession, state: "frozen" | "active"): Promise<void> => {
  await session.send("Page.setWebLifecycleState", { state });
};
