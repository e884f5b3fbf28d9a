import { loadedParts } from "./parts.js";
import { after } from "./timers.js";
import type { Environment, Page, PageEvent, Siblings, Socket, TabStorage } from "./environment.js";

interface Target {
  addEventListener(type: string, act: () => void): void;
  removeEventListener(type: string, act: () => void): void;
}

interface Locks {
  request(
    name: string,
    options: { steal?: boolean; signal?: AbortSignal },
    held: () => Promise<void>,
  ): Promise<unknown>;
}

/** What may be there: in a browser, a worker or Node. */
interface Scope extends Partial<Target> {
  fetch: typeof fetch;
  document?: Target & { readonly visibilityState: string };
  navigator?: { readonly onLine?: boolean; readonly locks?: Locks };
  location?: { readonly origin: string };
  sessionStorage?: TabStorage;
  localStorage?: TabStorage;
}

/** Nothing is touched before this is called: a page that is rendered on a server imports the module, too. */
export function environmentHere(scope: Scope = globalThis): Environment {
  return {
    now: () => Date.now(),
    after,
    random: () => Math.random(),
    uuid: () => globalThis.crypto.randomUUID(),
    fetch: (url, init) => scope.fetch(url, init),
    openSocket: typeof WebSocket === "undefined" ? undefined : openSocket,
    origin: scope.location?.origin ?? "",
    page: pageOf(scope),
    storage: storageOf(scope, "sessionStorage"),
    lasting: storageOf(scope, "localStorage"),
    siblings: scope.document && siblingsOf(scope),
    parts: loadedParts,
    log: (...words) => globalThis.console.debug("[firecast]", ...words),
  };
}

function openSocket(url: string, protocols: readonly string[]): Socket {
  const made = new WebSocket(url, [...protocols]);
  const socket: Socket = {
    ...{ onopen: null, onmessage: null, onclose: null },
    send: (text) => made.send(text),
    close: () => made.close(),
  };
  made.onopen = () => socket.onopen?.();
  made.onmessage = ({ data }: { data: unknown }) => socket.onmessage?.({ data });
  made.onclose = (event) => socket.onclose?.(event);
  return socket;
}

function pageOf(scope: Scope): Page {
  const { document, navigator } = scope;
  const isVisible = (): boolean => document?.visibilityState !== "hidden";
  return {
    isVisible,
    isOnline: () => navigator?.onLine !== false,
    on: (event, act) => {
      const [target, type, fits] = sourceOf(scope, event, isVisible);
      const heard = (): void => {
        if (fits()) act();
      };
      target?.addEventListener?.(type, heard);
      return () => target?.removeEventListener?.(type, heard);
    },
  };
}

const always = (): boolean => true;

function sourceOf(
  scope: Scope,
  event: PageEvent,
  isVisible: () => boolean,
): readonly [Partial<Target> | undefined, string, () => boolean] {
  if (event === "visible") return [scope.document, "visibilitychange", isVisible];
  if (event === "hidden") return [scope.document, "visibilitychange", () => !isVisible()];
  return [scope, event, always];
}

/** Reading the property throws where a browser's settings forbid storage. */
function storageOf(scope: Scope, name: "sessionStorage" | "localStorage"): TabStorage | undefined {
  try {
    return scope.document && scope[name];
  } catch {
    return undefined;
  }
}

function siblingsOf({ navigator }: Scope): Siblings | undefined {
  const locks = navigator?.locks;
  if (!locks || typeof BroadcastChannel === "undefined") return undefined;
  return {
    lock: (name, { steal }, held, lost) => {
      const waiting = new AbortController();
      let isHeld = false;
      const hold = (): Promise<void> =>
        new Promise((resolve) => {
          isHeld = true;
          held(resolve);
        });
      // A signal cannot be given together with `steal`.
      const options = steal ? { steal } : { signal: waiting.signal };
      locks.request(name, options, hold).catch(() => {
        if (isHeld) lost();
        // Forbidden, as in a page that may store nothing: it is by itself.
        else if (!waiting.signal.aborted) void hold();
      });
      return () => {
        if (!isHeld) waiting.abort();
      };
    },
    broadcast: (name, hear) => {
      const channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }: { data: unknown }) => hear(data);
      return { post: (message) => channel.postMessage(message), close: () => channel.close() };
    },
  };
}
