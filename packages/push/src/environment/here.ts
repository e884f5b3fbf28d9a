import type { PushBrowser, PushEnvironment } from "./environment.js";

/** Nothing is touched before this is called: a page that is rendered on a server imports the module, too. */
export const environmentHere = (): PushEnvironment => ({
  now: () => Date.now(),
  uuid,
  storage: storageHere(),
  browser: browserHere(),
});

/** A page that is no secure context has no `crypto.randomUUID`: pushes are `unsupported` there, and the page goes on. */
function uuid(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Reading the property throws where a browser's settings forbid storage. */
function storageHere(): Storage | undefined {
  try {
    return typeof localStorage === "undefined" ? undefined : localStorage;
  } catch {
    return undefined;
  }
}

function browserHere(): PushBrowser | undefined {
  if (typeof Notification === "undefined" || typeof navigator === "undefined") return undefined;
  if (!("serviceWorker" in navigator) || !globalThis.isSecureContext) return undefined;
  const { serviceWorker } = navigator;
  return {
    permission: () => Notification.permission,
    requestPermission: () => Notification.requestPermission(),
    register: async (worker) => {
      await serviceWorker.register(worker);
      return serviceWorker.ready;
    },
    listen: (hear) => {
      const heard = ({ data }: MessageEvent<unknown>): void => hear(data);
      serviceWorker.addEventListener("message", heard);
      serviceWorker.startMessages();
      return () => serviceWorker.removeEventListener("message", heard);
    },
    onVisible: (act) => {
      const changed = (): void => {
        if (document.visibilityState === "visible") act();
      };
      document.addEventListener("visibilitychange", changed);
      return () => document.removeEventListener("visibilitychange", changed);
    },
    setBadge: async (count) => {
      if (!("setAppBadge" in navigator)) return;
      await (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined);
    },
    open: (url) => location.assign(url),
  };
}
