import type { Broadcast } from "../../bus/broadcast.js";
import type { Control } from "../../bus/message.js";
import type { Hub } from "../../hub/hub.js";
import type { AdapterBus } from "../../transports/socketio/busAdapter.js";

/** What adapters tell each other goes with all else that instances tell each other. */
export function adapterBus(broadcast: Broadcast, hub: Hub): AdapterBus {
  const listeners = new Set<(message: string) => void>();
  const onControl = (control: Control): void => {
    if (control.type === "sockets") for (const hear of listeners) hear(control.message);
  };
  broadcast.observe({ onControl });
  hub.observe({ onControl, onSuspicion: () => undefined });
  return {
    tell: (message) => void broadcast.control({ type: "sockets", message }),
    hear: (act) => {
      listeners.add(act);
      return () => void listeners.delete(act);
    },
  };
}
