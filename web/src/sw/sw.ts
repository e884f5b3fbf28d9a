import { handlePushes, type WorkerScope } from "@firecast/push/worker";

/** What is used of a service worker's scope: its types and a page's do not live in one program. */
interface Scope {
  addEventListener(type: "install" | "activate", listener: (event: Lifecycle) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
}
interface Lifecycle {
  waitUntil(what: Promise<unknown>): void;
}
interface FetchEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
declare const self: Scope & WorkerScope;

const { version, files } = __SHELL__;
const cacheName = `shell-${version}`;
const shell = ["/", "/theme.js", "/icon.svg", "/icon-192.png", "/app.webmanifest", ...files];
/** A page that is slower than that is shown as it was kept. */
const pageWithinMs = 4000;

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) =>
  event.waitUntil(forgetOtherVersions().then(() => self.clients.claim())),
);
self.addEventListener("message", ({ data }) => {
  if (data === "take-over") void self.skipWaiting();
});
handlePushes(self, { icon: "/icon-192.png", badge: "/badge-96.png" });
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  // Data is never answered from here: the client has to know that there is no network.
  if (method !== "GET" || origin !== self.location.origin || /^\/(api|__)\//.test(pathname)) return;
  if (mode === "navigate") event.respondWith(page(event.request));
  else if (shell.includes(pathname)) event.respondWith(kept(pathname, event.request));
});

async function keepShell(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(shell.map((path) => new Request(path, { cache: "reload" })));
}

async function forgetOtherVersions(): Promise<void> {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith("shell-") && name !== cacheName);
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** The newest page where there is a network, else the one that was kept. */
async function page(request: Request): Promise<Response> {
  const fresh = fetch(request, { signal: AbortSignal.timeout(pageWithinMs) });
  try {
    const answer = await fresh;
    if (answer.ok) return answer;
  } catch {
    // No network, or none to speak of.
  }
  return (await caches.match("/", { cacheName })) ?? Response.error();
}

async function kept(path: string, request: Request): Promise<Response> {
  return (await caches.match(path, { cacheName })) ?? fetch(request);
}
