import type { Notification } from "@firecast/contract/notifications/notifications";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useTimes } from "../text/times.js";
import { Avatar } from "../ui/Avatar.js";
import { useNow } from "../ui/useNow.js";
import { inboxTexts } from "./texts.js";

interface RowProps {
  item: Notification;
  opened: () => void;
  /** What can be done with it. */
  children?: ReactNode;
}

export function NotificationRow({ item, opened, children }: RowProps) {
  const text = useText(inboxTexts);
  const times = useTimes();
  const now = useNow();
  const { title, body, actor, actorName, actionUrl, timestamp, read, count, snoozedUntil } = item;
  return (
    <li className={read ? "notification" : "notification unread"}>
      <Link to={actionUrl} onClick={opened}>
        <Avatar uid={actor ?? "system"} name={actorName ?? "Firecast"} />
        <span className="notification-main">
          <span className="notification-title">
            {!read && <span className="visually-hidden">{text.unread}: </span>}
            {readable(title)}
            {count > 1 && <span className="count">{count}</span>}
          </span>
          {body !== "" && <span className="notification-body">{readable(body)}</span>}
          <time dateTime={timestamp} title={times.full(timestamp)}>
            {times.ago(timestamp, now)}
            {snoozedUntil !== undefined && ` · ${text.until(times.full(snoozedUntil))}`}
          </time>
        </span>
      </Link>
      {children}
    </li>
  );
}
