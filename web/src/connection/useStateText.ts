import type { ConnectionState } from "@firecast/client";
import { useText } from "../text/language.js";
import { useNow } from "../ui/useNow.js";
import { connectionTexts } from "./texts.js";

/** How live the page is, in a word. */
export function useStateText(state: ConnectionState): string {
  const text = useText(connectionTexts);
  const now = useNow(state.type === "reconnecting" ? 500 : 60_000);
  switch (state.type) {
    case "open":
      return text.live;
    case "degraded":
      return text.polling;
    case "reconnecting":
      return text.waiting(Math.max(0, Math.ceil((state.retryAt - now) / 1000)));
    case "suspended":
      return text.reasons[state.reason];
    case "closed":
      return text.reasons.disabled;
    case "idle":
    case "connecting":
      return text.connecting;
  }
}
