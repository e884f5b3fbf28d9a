import { ConnectionMonitor, useSyncStatus } from "@firecast/react";
import { useText } from "../text/language.js";
import { connectionTexts } from "./texts.js";

/** After 5 s without a connection. */
export function ConnectionLost() {
  const text = useText(connectionTexts);
  const sync = useSyncStatus();
  return (
    <ConnectionMonitor>
      {({ retry }) => (
        <div className="lost" role="status">
          <span>{sync.durable ? text.lost : text.lostAndNotKept}</span>
          <button
            className="button small"
            onClick={() => {
              retry();
              sync.retry();
            }}
          >
            {text.retry}
          </button>
        </div>
      )}
    </ConnectionMonitor>
  );
}
