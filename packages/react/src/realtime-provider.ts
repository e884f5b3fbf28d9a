import {
  createContext,
  createElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { type ConnectionState, createRealtime, type Realtime, type RealtimeOptions } from "@firecast/client";
import type { CacheStrategy } from "./query/cache-strategies.js";
import { ProvidedStrategies } from "./query/provided-strategies.js";
import { sharedStore, useStore } from "./shared-store.js";
import { type ClientOf, useClient } from "./use-client.js";

/** What a provider is told, and what it hands on to what makes the client. */
export interface RealtimeConfig extends RealtimeOptions {
  /** False: nothing is opened before `connect()`, or before it is true. Default: true. */
  autoConnect?: boolean;
  /**
   * How events change what React Query has cached. They are read once, and applied where a `QueryClientProvider` stands around this
   * one; `useCacheStrategies()` has their mutations.
   */
  cacheStrategies?: readonly CacheStrategy[];
}

export interface RealtimeContext {
  readonly realtime: Realtime;
  readonly isConnected: boolean;
  /** What `state.type` says. */
  readonly connectionState: ConnectionState["type"];
  readonly state: ConnectionState;
  readonly connect: () => void;
  readonly disconnect: () => void;
  readonly subscribe: Realtime["subscribe"];
  readonly send: Realtime["send"];
  /** Whether `useRealtime` tries no more; `connect()` ends that, and so does a connection. */
  readonly hasGivenUp: boolean;
  readonly giveUp: () => void;
  /** Whether `config.enabled` allows live channels at all. */
  readonly realtimeEnabled: boolean;
  readonly config: RealtimeConfig;
}

const Context = createContext<RealtimeContext | undefined>(undefined);

interface ProviderProps {
  config?: RealtimeConfig;
  /** Makes the client from `config`, which is then read once; or a client that is the caller's to close. Default: `createRealtime`. */
  client?: ClientOf<RealtimeConfig>;
  children?: ReactNode;
}

const idle: ConnectionState = { type: "idle" };
const noConfig: RealtimeConfig = {};

/** Gives the components below it one client, and so one stream. Nothing is opened before one of them listens. */
export function RealtimeProvider({ config = noConfig, client = createRealtime, children }: ProviderProps) {
  const { enabled = true, autoConnect = true } = config;
  const isMade = typeof client === "function";
  const realtime = useClient(
    isMade ? (config: RealtimeConfig) => resting(client(config), config) : client,
    config,
  );
  useEffect(() => realtime.setEnabled(enabled), [realtime, enabled]);
  // Effects of components below come first, and what they ask for stays: a client that was made rests since then.
  const connects = useRef(isMade ? autoConnect : true);
  useEffect(() => {
    if (connects.current === autoConnect) return;
    connects.current = autoConnect;
    if (autoConnect) realtime.connect();
    else realtime.disconnect();
  }, [realtime, autoConnect]);
  const state = useStore(stateOf(realtime), idle);
  const [hasGivenUp, setGivenUp] = useState(false);
  if (hasGivenUp && isLive(state)) setGivenUp(false);
  const value = useMemo(
    (): RealtimeContext => ({
      realtime,
      state,
      isConnected: isLive(state),
      connectionState: state.type,
      connect: () => {
        setGivenUp(false);
        realtime.connect();
      },
      disconnect: () => realtime.disconnect(),
      subscribe: realtime.subscribe,
      send: realtime.send,
      hasGivenUp,
      giveUp: () => setGivenUp(true),
      realtimeEnabled: enabled,
      config,
    }),
    [realtime, state, hasGivenUp, enabled, config],
  );
  const { cacheStrategies: strategies } = config;
  const applied = strategies?.length ? createElement(ProvidedStrategies, { realtime, strategies }) : null;
  return createElement(Context.Provider, { value }, children, applied);
}

function resting(realtime: Realtime, { autoConnect }: RealtimeConfig): Realtime {
  if (autoConnect === false) realtime.disconnect();
  return realtime;
}

/** @throws Error outside of a `RealtimeProvider` */
export function useRealtimeContext(): RealtimeContext {
  const context = useContext(Context);
  if (!context) throw new Error("Put a RealtimeProvider around what uses live channels.");
  return context;
}

/** Events come: also by polls, where streams do not get through. */
export const isLive = ({ type }: ConnectionState): boolean => type === "open" || type === "degraded";

const stateOf = (realtime: Realtime) =>
  sharedStore(realtime, "state", () => ({
    get: () => realtime.state,
    subscribe: (listener) => realtime.onState(listener),
    start: () => () => undefined,
  }));
