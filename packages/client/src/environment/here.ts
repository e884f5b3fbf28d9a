import { loadedParts } from "./parts.js";
import { after, newKey } from "./timers.js";
import type { Locks } from "../tabs/siblings.js";
import type { Environment, Page, PageEvent, TabStorage } from "./environment.js";

interface Target {
  addEventListener(type: string, act: () => void): void;
  removeEventListener(type: string, act: () => void): void;
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
    uuid: newKey,
    fetch: (url, init) => scope.fetch(url, init),
    origin: scope.location?.origin ?? "",
    page: pageOf(scope),
    storage: storageOf(scope, "sessionStorage"),
    lasting: storageOf(scope, "localStorage"),
    siblings: siblingsOf(scope),
    parts: loadedParts,
    log: (...words) => globalThis.console.debug("[firecast]", ...words),
  };
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

function siblingsOf({ document, navigator }: Scope): Environment["siblings"] {
  const locks = document && navigator?.locks;
  if (!locks || typeof BroadcastChannel === "undefined") return undefined;
  return async () => (await loadedParts.tabs()).browserSiblings(locks);
}
