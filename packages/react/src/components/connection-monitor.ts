import { createElement, type ReactNode, useEffect, useState } from "react";
import type { ConnectionState } from "@firecast/client";
import { isLive, useRealtimeContext } from "../realtime-provider.js";

/** A short interruption is not shown. */
const tellAfterMs = 5000;

interface MonitorProps {
  className?: string;
  /** In place of the text and the button. */
  children?: (problem: { state: ConnectionState; retry: () => void }) => ReactNode;
}

/** Says that the connection is lost, once it has been for 5 s, with a button that tries again at once. */
export function ConnectionMonitor({ className = "connection-monitor", children }: MonitorProps) {
  const { state, connect, hasGivenUp } = useRealtimeContext();
  const isLost = useLasting(isLoss(state) || (hasGivenUp && state.type === "idle"));
  if (!isLost) return null;
  if (children) return children({ state, retry: connect });
  return createElement(
    "div",
    { className, role: "status", "aria-live": "polite" },
    createElement("span", null, "Connection lost"),
    " ",
    createElement("button", { type: "button", onClick: connect }, "Retry Now"),
  );
}

/** Nothing is lost where nothing is wanted, or where this page has let go by itself. */
function isLoss(state: ConnectionState): boolean {
  if (isLive(state)) return false;
  switch (state.type) {
    case "suspended":
      return !["hidden", "disabled", "disconnected"].includes(state.reason);
    case "idle":
    case "closed":
      return false;
    default:
      return true;
  }
}

/** Whether that has held for 5 s. */
function useLasting(holds: boolean): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!holds) return;
    const timer = setTimeout(() => setLasts(true), tellAfterMs);
    return () => {
      clearTimeout(timer);
      setLasts(false);
    };
  }, [holds]);
  return lasts && holds;
}
