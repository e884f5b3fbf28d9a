import type { PushEnvironment } from "../environment/environment.js";
import { environmentHere } from "../environment/here.js";
import { isFromWorker, type PushMessage } from "../payload.js";
import { registerDevice, removeDevice, type Requester } from "./device.js";
import { SeenIds } from "./foreground.js";
import { mayAsk } from "./mayAsk.js";
import { storedFacts } from "./stored.js";
import type { TokenPort } from "./tokenPort.js";

export interface PushOptions {
  /** A request to the API as the user: `realtime.request`. */
  request: Requester;
  tokens: TokenPort | ((deviceId: string) => TokenPort);
  /** The service worker, which calls `handlePushes(self)`. Default: `/sw.js`. */
  worker?: string;
  /** The app's, at most 64 characters. */
  appVersion?: string;
  /** A push came while the user looks at the app; once for each id. Default: nothing, since the inbox shows it. */
  onPush?: (push: PushMessage) => void;
  /** A notification was clicked. `url` is of the own origin. Default: the page goes there. */
  onOpen?: (url: string) => void;
  /** What went wrong in the background: it is tried again when the page is looked at. Default: nothing. */
  onError?: (error: unknown) => void;
}

/**
 * - `unsupported`: this browser has no pushes; on iOS, one whose page is not on the home screen.
 * - `blocked`: the user has forbidden them, in the browser's settings.
 * - `off`, `on`: as the user wants it on this device.
 */
export type PushState = "unsupported" | "blocked" | "off" | "on";

export interface Push {
  readonly state: PushState;
  /** Of this browser, as the API names it. */
  readonly deviceId: string;
  /** Registers the service worker; where pushes are on, also the token, if it has changed or a day has passed. Call it at the start. */
  start(uid: string): Promise<void>;
  /** Whether to offer pushes now, at a moment at which they help: see `mayAsk`. */
  mayAsk(): boolean;
  /** The user said "not now". */
  later(): void;
  /** The user said yes: asks the browser, and registers the device. Call it in a click's handler. @throws what registering throws */
  enable(uid: string): Promise<PushState>;
  /** Nothing is pushed to this device any more. Call it before signing out. */
  disable(): Promise<void>;
  /** The user has seen this notification in the app: a push of it tells nothing new. */
  seen(id: string): void;
  /** The badge of the app's icon; 0 takes it away. */
  setBadge(count: number): Promise<void>;
  onState(listener: (state: PushState) => void): () => void;
  close(): void;
}

/** How old the server's word of the device may be, ms: FCM lets unused tokens go. */
const renewAfterMs = 24 * 60 * 60 * 1000;

/** Web push for an app. Nothing is asked before `enable`. */
export function createPush(options: PushOptions, env: PushEnvironment = environmentHere()): Push {
  const { request, worker = "/sw.js", appVersion, onError = () => undefined } = options;
  const { browser } = env;
  const stored = storedFacts(env);
  const { deviceId } = stored.get();
  const tokens = typeof options.tokens === "function" ? options.tokens(deviceId) : options.tokens;
  const seen = new SeenIds();
  const listeners = new Set<(state: PushState) => void>();
  const ends: (() => void)[] = [];
  /** Undefined: signed out, or as good as. */
  let user: string | undefined;
  let registering: Promise<unknown> = Promise.resolve();

  const stateNow = (): PushState => {
    if (!browser) return "unsupported";
    const permission = browser.permission();
    if (permission === "denied") return "blocked";
    return permission === "granted" && stored.get().wanted ? "on" : "off";
  };
  const changed = (): void => {
    for (const listener of [...listeners]) {
      try {
        listener(stateNow());
      } catch (error) {
        onError(error);
      }
    }
  };
  const hear = (message: unknown): void => {
    if (!isFromWorker(message)) return;
    if (message.type === "firecast:open") (options.onOpen ?? browser?.open)?.(message.url);
    else if (seen.add(message.push.id)) options.onPush?.(message.push);
  };
  const register = async (uid: string): Promise<void> => {
    if (!browser) return;
    const token = await tokens.get(await browser.register(worker));
    const known = stored.get();
    const isFresh = env.now() - known.registeredAt < renewAfterMs;
    if ((token === known.token && uid === known.uid && isFresh) || user !== uid) return;
    await (registering = registerDevice(request, { deviceId, token, appVersion }));
    stored.set({ token, uid, registeredAt: env.now() });
  };
  const renew = async (): Promise<void> => {
    if (user === undefined || stateNow() !== "on") return;
    await register(user).catch(onError);
  };

  return {
    get state() {
      return stateNow();
    },
    deviceId,
    start: async (uid) => {
      user = uid;
      if (!browser) return;
      if (ends.length === 0)
        ends.push(
          browser.listen(hear),
          browser.onVisible(() => void renew()),
        );
      if (stateNow() === "on") return renew();
      await browser.register(worker).catch(onError);
    },
    mayAsk: () =>
      browser !== undefined && mayAsk({ ...stored.get(), permission: browser.permission(), now: env.now() }),
    later: () => stored.set({ laters: stored.get().laters + 1, laterAt: env.now() }),
    enable: async (uid) => {
      user = uid;
      if (!browser) return "unsupported";
      if ((await browser.requestPermission()) === "granted") {
        await register(uid);
        if (user === uid) stored.set({ wanted: true, laters: 0 });
      }
      changed();
      return stateNow();
    },
    disable: async () => {
      user = undefined;
      stored.set({ wanted: false, uid: undefined, registeredAt: 0 });
      changed();
      await registering.catch(() => undefined); // who waits for it is told
      if (stored.get().token === undefined) return;
      // Either is enough for nothing to come; what the server has not heard it is told with the next call.
      const [removed] = await Promise.allSettled([removeDevice(request, deviceId), tokens.remove()]);
      if (removed.status === "rejected") throw removed.reason;
      stored.set({ token: undefined });
    },
    seen: (id) => void seen.add(id),
    setBadge: async (count) => browser?.setBadge(count),
    onState: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      for (const end of ends.splice(0)) end();
      listeners.clear();
    },
  };
}
