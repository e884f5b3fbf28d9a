import type { PushBrowser, PushEnvironment } from "../src/environment/environment.js";
import type { NotificationFacts, ShownNotification, WindowOfApp, WorkerScope } from "../src/worker/scope.js";

/** A service worker's scope in memory. */
export function aScope(windows: readonly Partial<WindowOfApp>[] = []) {
  const shown: (NotificationFacts & ShownNotification & { title: string })[] = [];
  const said: unknown[] = [];
  const opened: string[] = [];
  const badges: number[] = [];
  const pages = windows.map((page, at) => ({
    visibilityState: "hidden",
    focused: false,
    focus: () => Promise.resolve(void said.push(`focus ${at}`)),
    postMessage: (message: unknown) => void said.push(message),
    ...page,
  }));
  const scope: WorkerScope = {
    addEventListener: () => undefined,
    location: { origin: "https://app.example" },
    registration: {
      showNotification: (title, facts) => {
        const same = shown.findIndex(({ tag }) => tag === facts.tag);
        if (same >= 0) shown.splice(same, 1);
        const notification = {
          ...facts,
          title,
          close: () => void shown.splice(shown.indexOf(notification), 1),
        };
        shown.push(notification);
        return Promise.resolve();
      },
      getNotifications: ({ tag }) => Promise.resolve(shown.filter((one) => one.tag === tag)),
    },
    clients: {
      matchAll: () => Promise.resolve(pages),
      openWindow: (url) => Promise.resolve(void opened.push(url)),
    },
    navigator: {
      setAppBadge: (count) => Promise.resolve(void badges.push(count)),
      clearAppBadge: () => Promise.resolve(void badges.push(0)),
    },
  };
  return { scope, shown, said, opened, badges };
}

/** A page's browser in memory, whose user answers `answer` when asked. */
export function aBrowser(answer = "granted") {
  const items = new Map<string, string>();
  const state = {
    permission: "default",
    now: 1_000_000,
    hear: (_: unknown): void => undefined,
    look: (): void => undefined,
  };
  const badges: number[] = [];
  const urls: string[] = [];
  const registration: PushBrowser["register"] = () => Promise.resolve(Object.create(null));
  const browser: PushBrowser = {
    permission: () => state.permission,
    requestPermission: () => Promise.resolve((state.permission = answer)),
    register: registration,
    listen: (hear) => {
      state.hear = hear;
      return () => (state.hear = () => undefined);
    },
    onVisible: (act) => {
      state.look = act;
      return () => (state.look = () => undefined);
    },
    setBadge: (count) => Promise.resolve(void badges.push(count)),
    open: (url) => void urls.push(url),
  };
  const env: PushEnvironment = {
    now: () => state.now,
    uuid: () => "device-1",
    storage: {
      getItem: (key) => items.get(key) ?? null,
      setItem: (key, value) => void items.set(key, value),
    },
    browser,
  };
  return { env, state, badges, urls };
}
