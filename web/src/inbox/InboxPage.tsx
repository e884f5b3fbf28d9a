import { useNotifications } from "@firecast/react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import {
  Archive,
  ArchiveRestore,
  BellOff,
  Circle,
  CircleCheck,
  CircleQuestionMark,
  Inbox,
} from "lucide-react";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { useApi } from "../api/useApi.js";
import { useText } from "../text/language.js";
import { useProblemText } from "../ui/problem.js";
import { useToast } from "../ui/toasts.js";
import { useTitle } from "../ui/useTitle.js";
import { Dialog } from "../ui/Dialog.js";
import { Empty } from "../ui/Empty.js";
import { Loading } from "../ui/Loading.js";
import { NotificationRow } from "./NotificationRow.js";
import { SnoozeMenu } from "./SnoozeMenu.js";
import { inboxTexts } from "./texts.js";
import { WhyThis } from "./WhyThis.js";

const filters = ["inbox", "unread", "snoozed", "archived"] as const;
type Filter = (typeof filters)[number];

const queryOf: Readonly<Record<Filter, Readonly<Record<string, boolean>>>> = {
  inbox: {},
  unread: { unread: true },
  snoozed: { snoozed: true },
  archived: { archived: true },
};

export default function InboxPage() {
  const text = useText(inboxTexts);
  useTitle(text.title);
  const api = useApi();
  const queries = useQueryClient();
  const tell = useToast();
  const problemText = useProblemText();
  const [search, setSearch] = useSearchParams();
  const filter = filters.find((name) => name === search.get("show")) ?? "inbox";
  const { counts, markAllRead } = useNotifications();
  const [asked, setAsked] = useState<string>();
  const list = useInfiniteQuery({
    queryKey: ["inbox", filter],
    queryFn: ({ pageParam }) =>
      api.inbox.list({ ...queryOf[filter], ...(pageParam !== "" && { cursor: pageParam }) }),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  // Whatever becomes of the inbox counts one up.
  const { version } = counts;
  useEffect(() => {
    if (version > 0) void queries.invalidateQueries({ queryKey: ["inbox"] });
  }, [version, queries]);

  const change = (id: string, to: Readonly<Record<string, unknown>>): void =>
    void api.inbox
      .change({ ids: [id], ...to })
      .then(() => queries.invalidateQueries({ queryKey: ["inbox"] }))
      .catch((error: unknown) => tell({ title: problemText(error), kind: "problem" }));
  const items = (list.data?.pages ?? []).flatMap((page) => page.items);

  return (
    <div className="page">
      <header className="page-head">
        <h1>{text.title}</h1>
        <button
          className="button"
          disabled={counts.unread === 0}
          onClick={() => void markAllRead().catch(() => undefined)}
        >
          <CircleCheck aria-hidden="true" /> {text.allRead}
        </button>
      </header>
      <div className="chips" role="group" aria-label={text.filter}>
        {filters.map((name) => (
          <button
            key={name}
            className="chip"
            aria-pressed={name === filter}
            onClick={() => setSearch(name === "inbox" ? {} : { show: name }, { replace: true })}
          >
            {text[name]}
          </button>
        ))}
      </div>
      {list.error && <p role="alert">{problemText(list.error)}</p>}
      {list.isPending && <Loading />}
      {list.isSuccess && items.length === 0 && <Empty icon={Inbox} title={text.none} />}
      <ul className="notifications card">
        {items.map((item) => {
          const { id, read, archivedAt, snoozedUntil } = item;
          return (
            <NotificationRow key={id} item={item} opened={() => !read && change(id, { read: true })}>
              <span className="notification-acts">
                <button
                  className="icon-button"
                  aria-label={text.why}
                  title={text.why}
                  onClick={() => setAsked(id)}
                >
                  <CircleQuestionMark aria-hidden="true" />
                </button>
                <button
                  className="icon-button"
                  aria-label={read ? text.markUnread : text.read}
                  title={read ? text.markUnread : text.read}
                  onClick={() => change(id, { read: !read })}
                >
                  {read ? <Circle aria-hidden="true" /> : <CircleCheck aria-hidden="true" />}
                </button>
                {snoozedUntil !== undefined ? (
                  <button
                    className="icon-button"
                    aria-label={text.wake}
                    title={text.wake}
                    onClick={() => change(id, { snoozeUntil: null })}
                  >
                    <BellOff aria-hidden="true" />
                  </button>
                ) : (
                  archivedAt === undefined && (
                    <SnoozeMenu snooze={(until) => change(id, { snoozeUntil: until })} />
                  )
                )}
                <button
                  className="icon-button"
                  aria-label={archivedAt === undefined ? text.archive : text.restore}
                  title={archivedAt === undefined ? text.archive : text.restore}
                  onClick={() => change(id, { archived: archivedAt === undefined })}
                >
                  {archivedAt === undefined ? (
                    <Archive aria-hidden="true" />
                  ) : (
                    <ArchiveRestore aria-hidden="true" />
                  )}
                </button>
              </span>
            </NotificationRow>
          );
        })}
      </ul>
      {list.hasNextPage && (
        <button className="button" onClick={() => void list.fetchNextPage()}>
          {text.older}
        </button>
      )}
      <Dialog
        open={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={text.why}
        closeLabel={text.close}
      >
        {asked !== undefined && <WhyThis notificationId={asked} />}
      </Dialog>
    </div>
  );
}
