import { useRealtimeContext, useSyncStatus } from "@firecast/react";
import { lazy, Suspense, useState } from "react";
import { Starting } from "../app/Starting.js";
import { useText } from "../text/language.js";
import { Dialog } from "../ui/Dialog.js";
import { connectionTexts } from "./texts.js";
import { useStateText } from "./useStateText.js";

const DebugPanel = lazy(() => import("./DebugPanel.js"));

/** Says how live the page is, and opens what there is to know of that. */
export function ConnectionBadge() {
  const { state } = useRealtimeContext();
  const { waiting } = useSyncStatus();
  const text = useText(connectionTexts);
  const stateText = useStateText(state);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button
        className="connection"
        data-state={state.type}
        title={text.details}
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
      >
        <span className="dot" aria-hidden="true" />
        <span>
          {stateText}
          {waiting.length > 0 && state.type !== "open" && (
            <span className="wide"> · {text.unsent(waiting.length)}</span>
          )}
        </span>
      </button>
      <span className="visually-hidden" role="status">
        {stateText}
      </span>
      <Dialog
        open={isOpen}
        onClose={() => setIsOpen(false)}
        title={text.details}
        closeLabel={text.close}
        kind="sheet end"
      >
        <Suspense fallback={<Starting />}>
          <DebugPanel />
        </Suspense>
      </Dialog>
    </>
  );
}
