import { type ComponentType, createElement, useEffect, useState } from "react";
import type { Realtime, RealtimeEvent } from "@firecast/client";
import type { AppliedProps } from "./apply-provided.js";
import type { CacheStrategy } from "./cache-strategies.js";

interface Loaded {
  readonly Applied: ComponentType<AppliedProps>;
  readonly takeEarly: AppliedProps["takeEarly"];
}

/** Loads what applies a provider's strategies, and React Query itself: an app that has none of it needs neither. */
export function ProvidedStrategies(props: { realtime: Realtime; strategies: readonly CacheStrategy[] }) {
  const { realtime } = props;
  const [loaded, setLoaded] = useState<Loaded>();
  useEffect(() => {
    const early: RealtimeEvent[] = [];
    const subscription = realtime.subscribe("*", (event) => void early.push(event));
    const takeEarly = (): readonly RealtimeEvent[] => {
      subscription.unsubscribe();
      return early.splice(0);
    };
    let isOver = false;
    void loadApplied().then((Applied) => {
      if (Applied && !isOver) setLoaded({ Applied, takeEarly });
      else takeEarly();
    });
    return () => {
      isOver = true;
      takeEarly();
    };
  }, [realtime]);
  return loaded ? createElement(loaded.Applied, { ...props, takeEarly: loaded.takeEarly }) : null;
}

/** Undefined where there is no React Query. */
async function loadApplied(): Promise<ComponentType<AppliedProps> | undefined> {
  try {
    // Named in a `try`: bundlers take it for optional then.
    const { QueryClientContext } = await import("@tanstack/react-query");
    const { appliedIn } = await import("./apply-provided.js");
    return appliedIn(QueryClientContext);
  } catch {
    return undefined;
  }
}
