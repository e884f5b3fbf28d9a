import { CalendarDays, Plus, Rss } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate, useOutletContext } from "react-router";
import { calendarCalls } from "../api/calendar.js";
import { useCalls } from "../api/useCalls.js";
import type { SpaceContext } from "../space/SpacePage.js";
import { useNames, useOwnMember } from "../space/spaces.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useTimes } from "../text/times.js";
import { Dialog } from "../ui/Dialog.js";
import { Empty } from "../ui/Empty.js";
import { Loading } from "../ui/Loading.js";
import { useNow } from "../ui/useNow.js";
import { useProblemText } from "../ui/problem.js";
import { useTitle } from "../ui/useTitle.js";
import { EventForm } from "./EventForm.js";
import { Feeds } from "./Feeds.js";
import { calendarTexts } from "./texts.js";
import { byDay, spanOf } from "./days.js";
import { useCalendar } from "./useCalendar.js";

/** What is planned in a space, day by day. */
export default function CalendarPage() {
  const { spaceId, name } = useOutletContext<SpaceContext>();
  const text = useText(calendarTexts);
  useTitle(`${text.title}, ${name}`);
  const times = useTimes();
  const now = useNow();
  const names = useNames(spaceId);
  const navigate = useNavigate();
  const problemText = useProblemText();
  const calls = useCalls(calendarCalls);
  const [open, setOpen] = useState<"event" | "feeds">();
  const manages = ["owner", "admin"].includes(useOwnMember(spaceId)?.role ?? "");
  const list = useCalendar(spaceId);
  const events = (list.data?.pages ?? []).flatMap(({ items }) => items);
  const close = (): void => setOpen(undefined);
  return (
    <div className="page narrow">
      <header className="page-head">
        <h2>{text.title}</h2>
        <div className="row">
          {manages && (
            <button className="button" onClick={() => setOpen("feeds")}>
              <Rss aria-hidden="true" /> {text.feeds}
            </button>
          )}
          <button className="button primary" onClick={() => setOpen("event")}>
            <Plus aria-hidden="true" /> {text.create}
          </button>
        </div>
      </header>
      {list.error && <p role="alert">{problemText(list.error)}</p>}
      {list.isPending && <Loading />}
      {list.isSuccess && events.length === 0 && (
        <Empty icon={CalendarDays} title={text.none}>
          <p>{text.noneWhy}</p>
        </Empty>
      )}
      <ol className="agenda">
        {byDay(events, times.dayKey).map(({ day, events }) => (
          <li key={day}>
            <h3>{times.day(day, now)}</h3>
            <ul className="card agenda-day">
              {events.map((event) => (
                <li key={event.id}>
                  <Link to={event.id}>
                    <span className="agenda-time">{spanOf(event, times, text.allDay)}</span>
                    <span className="agenda-main">
                      <b>{readable(event.title)}</b>
                      <small className="muted">
                        {event.calendarId === undefined
                          ? text.organizer(names(event.createdBy))
                          : text.fromFeed}
                      </small>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {list.hasNextPage && (
        <button className="button" onClick={() => void list.fetchNextPage()}>
          {text.more}
        </button>
      )}
      <Dialog open={open === "event"} onClose={close} title={text.create} closeLabel={text.close}>
        <EventForm
          save={async (draft) => {
            const { id } = await calls.create(spaceId, draft);
            await navigate(id);
          }}
        />
      </Dialog>
      <Dialog open={open === "feeds"} onClose={close} title={text.feeds} closeLabel={text.close}>
        <Feeds spaceId={spaceId} />
      </Dialog>
    </div>
  );
}
