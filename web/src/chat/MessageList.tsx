import type { ChatMessage } from "@firecast/client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, MessagesSquare } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { Empty } from "../ui/Empty.js";
import { useNow } from "../ui/useNow.js";
import { MessageRow, type MessageActs } from "./MessageRow.js";
import type { Row } from "./rows.js";
import { chatTexts } from "./texts.js";
import { RefusedRow } from "./RefusedRow.js";
import { useFollowing } from "./useFollowing.js";
import { useForgetting, useForgottenHeights } from "./useForgetting.js";
import { useSeen } from "./useSeen.js";
import { useTarget } from "./useTarget.js";

interface ListProps {
  rows: readonly Row[];
  faces: ReadonlyMap<string, readonly string[]>;
  names: (uid: string) => string;
  own: string;
  mayPin: boolean;
  quoted: (id: string) => ChatMessage | undefined;
  isLoaded: boolean;
  hasOlder: boolean;
  loadOlder: () => Promise<void>;
  forgetOlder: (keep: number) => void;
  /** A message to show, such as one that a notification tells of. */
  target: string | undefined;
  seen: (messageId: string) => void;
  acts: MessageActs;
}

const shownBones = 6;

/** Only the rows that are in sight, and some around them, are in the page. */
export function MessageList({
  rows,
  isLoaded,
  hasOlder,
  loadOlder,
  forgetOlder,
  target,
  ...look
}: ListProps) {
  const text = useText(chatTexts);
  const times = useTimes();
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.type === "message" ? 48 : 40),
    getItemKey: (index) => rows[index]?.key ?? index,
    anchorTo: "end",
    overscan: 10,
  });
  const { highlighted, isSearching } = useTarget({
    target,
    rows,
    isLoaded,
    hasOlder,
    loadOlder,
    virtualizer,
  });
  const last = rows.at(-1);
  const { isFollowing, follow } = useFollowing({ virtualizer, lastKey: last?.key, target });
  const keys = rows.map(({ key }) => key);
  // While an older message is looked for, all stay.
  useForgetting({ keys, isAtEnd: () => isFollowing && !isSearching, forgetOlder });
  useForgottenHeights(keys, virtualizer);
  useSeen({ rows, own: look.own, isAtEnd: isFollowing && isLoaded, seen: look.seen });

  // What one says oneself, one wants to see.
  const saidKey = last?.type === "message" && last.message.isPending ? last.key : undefined;
  useEffect(() => {
    if (saidKey !== undefined) follow();
  }, [saidKey, follow]);

  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index;
  const isLoading = useRef(false);
  useEffect(() => {
    if (first === undefined || first > 5 || !hasOlder || isLoading.current) return;
    isLoading.current = true;
    void loadOlder().finally(() => (isLoading.current = false));
  }, [first, hasOlder, loadOlder, rows.length]);

  if (isLoaded && !last)
    return (
      <div className="messages">
        <Empty icon={MessagesSquare} title={text.empty} />
      </div>
    );
  if (!isLoaded && !last)
    return (
      <div className="messages">
        <ul className="message-bones" role="status" aria-label={text.loading}>
          {Array.from({ length: shownBones }, (_, index) => (
            <li key={index} className="bone" />
          ))}
        </ul>
      </div>
    );
  return (
    <div className="messages-frame">
      <div
        className="messages"
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label={text.messages}
        aria-busy={!isLoaded}
      >
        <div className="messages-space" role="list" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const row = rows[index];
            return (
              row && (
                <div
                  key={key}
                  ref={virtualizer.measureElement}
                  data-index={index}
                  className="messages-row"
                  role="listitem"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <RowView
                    {...look}
                    row={row}
                    day={(at) => times.day(at, now)}
                    isHighlighted={row.key === highlighted}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
      {!isFollowing && (
        <button className="button jump" onClick={follow}>
          <ArrowDown aria-hidden="true" /> {text.newest}
        </button>
      )}
      <Announcer rows={rows} names={look.names} own={look.own} isLoaded={isLoaded} />
    </div>
  );
}

interface RowProps extends Pick<ListProps, "faces" | "names" | "own" | "mayPin" | "quoted" | "acts"> {
  row: Row;
  day: (at: string) => string;
  isHighlighted: boolean;
}

function RowView({ row, day, isHighlighted, faces, ...rest }: RowProps) {
  const text = useText(chatTexts);
  switch (row.type) {
    case "day":
      return (
        <h2 className="day">
          <span>{day(row.at)}</span>
        </h2>
      );
    case "unread":
      return (
        <div className="unread-line" role="separator">
          <span>{text.unread}</span>
        </div>
      );
    case "refused":
      return <RefusedRow refused={row.refused} own={rest.own} names={rest.names} acts={rest.acts} />;
    case "message":
      return (
        <MessageRow
          {...rest}
          message={row.message}
          begins={row.begins}
          readers={faces.get(row.message.id)}
          isHighlighted={isHighlighted}
        />
      );
  }
}

/** Tells what others say to who does not see it: the list itself changes with every scroll. */
function Announcer({ rows, names, own, isLoaded }: Pick<ListProps, "rows" | "names" | "own" | "isLoaded">) {
  const newest = rows.findLast((row) => row.type === "message");
  const message = newest?.type === "message" ? newest.message : undefined;
  const known = useRef<string>(undefined);
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (!isLoaded || !message) return;
    const isNew = known.current !== undefined && known.current !== message.id;
    known.current = message.id;
    if (isNew && message.authorId !== own) setSaid(`${names(message.authorId)}: ${message.text}`);
  }, [message, isLoaded, names, own]);
  return (
    <p className="visually-hidden" aria-live="polite">
      {said}
    </p>
  );
}
