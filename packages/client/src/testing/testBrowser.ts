import type { Environment, PageEvent, Siblings, Socket, TabStorage } from "../environment/environment.js";
import { loadedParts } from "../environment/parts.js";
import type { TestServer } from "./testServer.js";
import type { TestClock } from "./testClock.js";

/** A page of a browser, for tests. */
export interface TestPage {
  readonly env: Environment;
  show(): void;
  hide(): void;
  /** The browser says that it has no network, or has it again. */
  setOnline(online: boolean): void;
  /** Whether code that it has not loaded yet can be loaded. */
  setLoading(canLoad: boolean): void;
  /** Its timers and messages wait. */
  freeze(frozen?: boolean): void;
  /** The page is gone at once, without a word. */
  crash(): void;
  /** The same tab loads the page anew: what it had stored is there. */
  reload(): TestPage;
}

export interface TestBrowser {
  page(storage?: TabStorage): TestPage;
}

interface Held {
  release(): void;
  lost(): void;
  readonly page: object;
}

/** Pages that share locks and messages. `random` is 0.5 unless the test says otherwise. */
export function testBrowser(
  clock: TestClock,
  server: Pick<TestServer, "fetch" | "openSocket">,
  random: () => number = () => 0.5,
): TestBrowser {
  const held = new Map<string, Held>();
  const queues = new Map<string, { page: object; take: () => void }[]>();
  const buses = new Map<string, Set<(message: unknown) => void>>();
  const lasting = memoryStorage();
  let uuids = 0;

  const next = (name: string): void => {
    if (!held.has(name)) queues.get(name)?.shift()?.take();
  };

  const browser: TestBrowser = {
    page: (storage = memoryStorage()) => {
      const page = {};
      const listeners = new Map<PageEvent, Set<() => void>>();
      let [visible, online, canLoad, frozen, crashed] = [true, true, true, false, false];
      let waiting: (() => void)[] = [];
      const aborts = new Set<AbortController>();
      const sockets = new Set<Socket>();
      const run = (act: () => void): void => {
        if (crashed) return;
        if (frozen) waiting.push(act);
        else act();
      };
      const tell = (event: PageEvent): void => {
        for (const act of [...(listeners.get(event) ?? [])]) run(act);
      };
      const siblings: Siblings = {
        lock: (name, { steal }, take, lost) => {
          const waiter = {
            page,
            take: () => {
              const mine: Held = {
                page,
                lost: () => run(lost),
                release: () => {
                  if (held.get(name) !== mine) return;
                  held.delete(name);
                  next(name);
                },
              };
              held.set(name, mine);
              run(() => take(mine.release));
            },
          };
          if (steal) {
            const before = held.get(name);
            held.delete(name);
            queueMicrotask(() => {
              before?.lost();
              if (!held.has(name)) waiter.take();
            });
          } else {
            const queue = queues.get(name) ?? [];
            queues.set(name, queue);
            queue.push(waiter);
            queueMicrotask(() => next(name));
          }
          return () => {
            const queue = queues.get(name) ?? [];
            if (queue.includes(waiter)) queue.splice(queue.indexOf(waiter), 1);
          };
        },
        broadcast: (name, hear) => {
          const bus = buses.get(name) ?? new Set();
          buses.set(name, bus);
          const heard = (message: unknown): void => run(() => hear(message));
          bus.add(heard);
          return {
            post: (message) => {
              if (crashed) return;
              const copy: unknown = structuredClone(message);
              for (const other of [...bus]) if (other !== heard) queueMicrotask(() => other(copy));
            },
            close: () => void bus.delete(heard),
          };
        },
      };
      /** What was loaded stays there. */
      const loading = <Code>(load: () => Promise<Code>) => {
        let isLoaded = false;
        return async (): Promise<Code> => {
          if (!isLoaded && !canLoad) throw new TypeError("Failed to fetch dynamically imported module");
          isLoaded = true;
          return clock.waitFor(load());
        };
      };
      const env: Environment = {
        now: clock.now,
        after: (ms, act) => clock.after(ms, () => run(act)),
        random,
        uuid: () => `id-${++uuids}`,
        fetch: async (url, init) => {
          const abort = new AbortController();
          aborts.add(abort);
          init.signal?.addEventListener("abort", () => abort.abort());
          return server.fetch(url, { ...init, signal: abort.signal });
        },
        openSocket: (url, protocols) => {
          const socket = server.openSocket(url, protocols);
          sockets.add(socket);
          return socket;
        },
        origin: "http://test.invalid",
        page: {
          isVisible: () => visible,
          isOnline: () => online,
          on: (event, act) => {
            const acts = listeners.get(event) ?? new Set();
            listeners.set(event, acts.add(act));
            return () => void acts.delete(act);
          },
        },
        storage,
        lasting,
        siblings: () => Promise.resolve(siblings),
        parts: {
          later: loading(loadedParts.later),
          socketLink: loading(loadedParts.socketLink),
          tabs: loading(loadedParts.tabs),
        },
        log: () => undefined,
      };
      const made: TestPage = {
        env,
        show: () => {
          visible = true;
          tell("visible");
        },
        hide: () => {
          visible = false;
          tell("hidden");
        },
        setOnline: (now) => {
          online = now;
          tell(now ? "online" : "offline");
        },
        setLoading: (now) => void (canLoad = now),
        freeze: (now = true) => {
          frozen = now;
          if (now) return;
          const acts = waiting;
          waiting = [];
          for (const act of acts) act();
        },
        crash: () => {
          crashed = true;
          for (const abort of aborts) abort.abort();
          for (const socket of sockets) socket.close();
          for (const holder of [...held.values()]) if (holder.page === page) holder.release();
          for (const queue of queues.values())
            for (const waiter of [...queue]) if (waiter.page === page) queue.splice(queue.indexOf(waiter), 1);
        },
        reload: () => {
          tell("pagehide");
          made.crash();
          return browser.page(storage);
        },
      };
      return made;
    },
  };
  return browser;
}

function memoryStorage(): TabStorage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}
