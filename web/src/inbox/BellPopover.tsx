import type { useNotifications } from "@firecast/react";
import * as Popover from "@radix-ui/react-popover";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import { useText } from "../text/language.js";
import { NotificationRow } from "./NotificationRow.js";
import { inboxTexts } from "./texts.js";

const shown = 6;

interface BellProps {
  inbox: ReturnType<typeof useNotifications>;
  /** What its button shows. */
  children: ReactNode;
}

/** The newest of the inbox: open at first, and from then on as its button is pressed. */
export default function BellPopover({ inbox, children }: BellProps) {
  const { items, counts, markAllRead, markRead } = inbox;
  const text = useText(inboxTexts);
  const [isOpen, setIsOpen] = useState(true);
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger className="icon-button bell" aria-label={text.bell(counts.unread)}>
        {children}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover"
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={text.title}
        >
          <header className="popover-head">
            <h2>{text.title}</h2>
            <button
              className="button small"
              disabled={counts.unread === 0}
              onClick={() => void markAllRead().catch(() => undefined)}
            >
              {text.allRead}
            </button>
          </header>
          {items.length === 0 ? (
            <p className="empty">{text.none}</p>
          ) : (
            <ul className="notifications">
              {items.slice(0, shown).map((item) => (
                <NotificationRow
                  key={item.id}
                  item={item}
                  opened={() => {
                    setIsOpen(false);
                    if (!item.read) void markRead([item.id]).catch(() => undefined);
                  }}
                />
              ))}
            </ul>
          )}
          <Link className="popover-foot" to="/notifications" onClick={() => setIsOpen(false)}>
            {text.all}
          </Link>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
