import { useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { calendarCalls } from "../api/calendar.js";
import { useCalls } from "../api/useCalls.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useTimes } from "../text/times.js";
import { Loading } from "../ui/Loading.js";
import { useAttempt } from "../ui/useAttempt.js";
import { useNow } from "../ui/useNow.js";
import { calendarTexts } from "./texts.js";
import { calendarKey, useFeeds } from "./useCalendar.js";

const tones = { pending: "info", synced: "good", failing: "bad" } as const;

/** The external calendars that a space follows. */
export function Feeds({ spaceId }: { spaceId: string }) {
  const text = useText(calendarTexts);
  const times = useTimes();
  const now = useNow();
  const calls = useCalls(calendarCalls);
  const queries = useQueryClient();
  const attempt = useAttempt();
  const { data, isPending } = useFeeds(spaceId);
  const renew = (): Promise<void> => queries.invalidateQueries({ queryKey: calendarKey(spaceId) });
  const add = async (form: HTMLFormElement): Promise<void> => {
    const url = new FormData(form).get("url");
    const worked = await attempt(async () => {
      await calls.addFeed(spaceId, { url: typeof url === "string" ? url.trim() : "" });
      await renew();
    });
    if (worked) form.reset();
  };
  return (
    <div className="form">
      <p className="muted">{text.feedsWhy}</p>
      {isPending && <Loading rows={1} />}
      <ul className="feeds">
        {(data?.items ?? []).map(({ id, name, status, error, events, lastSyncedAt }) => (
          <li key={id}>
            <span className="agenda-main">
              <b>{readable(name)}</b>
              <small className="muted">
                {text.events(events)}
                {lastSyncedAt !== undefined && ` · ${times.ago(lastSyncedAt, now)}`}
                {error !== undefined && ` · ${text.errors[error]}`}
              </small>
            </span>
            <span className="tag" data-tone={tones[status]}>
              {text.states[status]}
            </span>
            <button
              className="icon-button"
              aria-label={text.removeFeed(name)}
              onClick={() =>
                void attempt(async () => {
                  await calls.removeFeed(spaceId, id);
                  await renew();
                })
              }
            >
              <Trash2 aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          void add(event.currentTarget);
        }}
      >
        <input
          className="input grow"
          name="url"
          type="url"
          required
          maxLength={2000}
          aria-label={text.address}
          placeholder={text.address}
        />
        <button className="button primary">{text.addFeed}</button>
      </form>
    </div>
  );
}
