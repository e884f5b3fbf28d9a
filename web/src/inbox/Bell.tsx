import { useNotifications } from "@firecast/react";
import { Bell as BellIcon } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useText } from "../text/language.js";
import { inboxTexts } from "./texts.js";
import { useArrivals } from "./useArrivals.js";
import { useAppBadge } from "./useAppBadge.js";

const load = () => import("./BellPopover.js");
const BellPopover = lazy(load);

/** How much of the inbox is unread: the server counts. What is newest there is fetched when a user comes near. */
export function Bell() {
  const text = useText(inboxTexts);
  const inbox = useNotifications();
  const { unread } = inbox.counts;
  const [isAsked, setIsAsked] = useState(false);
  useArrivals();
  useAppBadge(unread);
  const preload = (): void => void load().catch(() => undefined); // asked for again by a click
  const face = (
    <>
      <BellIcon aria-hidden="true" />
      {unread > 0 && (
        <span className="badge" aria-hidden="true">
          {unread > 99 ? "99+" : unread}
        </span>
      )}
    </>
  );
  const button = (
    <button
      className="icon-button bell"
      aria-label={text.bell(unread)}
      aria-haspopup="dialog"
      aria-expanded={false}
      onPointerEnter={preload}
      onFocus={preload}
      onClick={() => setIsAsked(true)}
    >
      {face}
    </button>
  );
  if (!isAsked) return button;
  return (
    <Suspense fallback={button}>
      <BellPopover inbox={inbox}>{face}</BellPopover>
    </Suspense>
  );
}
