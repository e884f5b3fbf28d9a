import { createElement } from "react";
import type { ConnectionState } from "@firecast/client";
import { useRealtimeContext } from "../realtime-provider.js";

const labels: Record<ConnectionState["type"], string> = {
  idle: "Idle",
  connecting: "Connecting",
  open: "Live",
  degraded: "Live",
  reconnecting: "Reconnecting",
  suspended: "Paused",
  closed: "Closed",
};

/** Whether what the page shows is live: `data-state` holds the state for its looks. */
export function LiveBadge({ className = "live-badge" }: { className?: string }) {
  const { connectionState } = useRealtimeContext();
  return createElement(
    "span",
    { className, role: "status", "data-state": connectionState },
    labels[connectionState],
  );
}
