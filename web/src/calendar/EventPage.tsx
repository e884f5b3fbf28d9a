import type { CalendarEvent, RsvpStatus } from "@firecast/contract/space/calendar";
import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate, useOutletContext, useParams } from "react-router";
import { calendarCalls } from "../api/calendar.js";
import { useCalls } from "../api/useCalls.js";
import { NotFound } from "../app/NotFound.js";
import { useUser } from "../auth/session.js";
import type { SpaceContext } from "../space/SpacePage.js";
import { useNames, useOwnMember } from "../space/spaces.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useTimes } from "../text/times.js";
import { Avatar } from "../ui/Avatar.js";
import { Dialog } from "../ui/Dialog.js";
import { Loading } from "../ui/Loading.js";
import { useAttempt } from "../ui/useAttempt.js";
import { useNow } from "../ui/useNow.js";
import { useTitle } from "../ui/useTitle.js";
import { EventForm } from "./EventForm.js";
import { calendarTexts } from "./texts.js";
import { spanOf } from "./days.js";
import { calendarKey, rsvpStatuses, useAnswers, useCalendarEvent } from "./useCalendar.js";

export default function EventPage() {
  const { eventId = "" } = useParams();
  const { spaceId } = useOutletContext<SpaceContext>();
  const text = useText(calendarTexts);
  const { data: event, error } = useCalendarEvent(spaceId, eventId);
  useTitle(event?.title ?? text.title);
  if (error) return <NotFound />;
  return (
    <div className="page narrow">
      <Link className="back" to={`/spaces/${spaceId}/events`}>
        <ArrowLeft aria-hidden="true" /> {text.toCalendar}
      </Link>
      {event ? <Planned event={event} /> : <Loading rows={2} />}
    </div>
  );
}

/** An event, who comes to it, and whether the user does. */
function Planned({ event }: { event: CalendarEvent }) {
  const { id, spaceId, title, startsAt, createdBy, calendarId } = event;
  const text = useText(calendarTexts);
  const times = useTimes();
  const now = useNow();
  const { uid: own } = useUser();
  const names = useNames(spaceId);
  const calls = useCalls(calendarCalls);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const attempt = useAttempt();
  const role = useOwnMember(spaceId)?.role ?? "";
  const [isChanging, setIsChanging] = useState(false);
  const mayChange = calendarId === undefined && (createdBy === own || ["owner", "admin"].includes(role));
  const renew = (): Promise<void> => queries.invalidateQueries({ queryKey: calendarKey(spaceId) });
  return (
    <article className="card planned">
      <header className="page-head">
        <div>
          <h2 className="planned-title">{readable(title)}</h2>
          <p>
            {times.day(startsAt, now)}, {spanOf(event, times, text.allDay)}
          </p>
          <p className="muted">
            {calendarId === undefined ? text.organizer(names(createdBy)) : text.fromFeed}
          </p>
        </div>
        {mayChange && (
          <div className="row">
            <button className="button small" onClick={() => setIsChanging(true)}>
              <Pencil aria-hidden="true" /> {text.change}
            </button>
            <button
              className="button small danger"
              onClick={() =>
                void attempt(async () => {
                  await calls.remove(spaceId, id);
                  await renew();
                  await navigate(`/spaces/${spaceId}/events`);
                })
              }
            >
              <Trash2 aria-hidden="true" /> {text.withdraw}
            </button>
          </div>
        )}
      </header>
      <Answers spaceId={spaceId} eventId={id} />
      <Dialog
        open={isChanging}
        onClose={() => setIsChanging(false)}
        title={text.change}
        closeLabel={text.close}
      >
        <EventForm
          event={event}
          save={async (draft) => {
            await calls.change(spaceId, id, { ...draft, endsAt: draft.endsAt ?? null });
            await renew();
            setIsChanging(false);
          }}
        />
      </Dialog>
    </article>
  );
}

function Answers({ spaceId, eventId }: { spaceId: string; eventId: string }) {
  const text = useText(calendarTexts);
  const { uid: own } = useUser();
  const names = useNames(spaceId);
  const calls = useCalls(calendarCalls);
  const attempt = useAttempt();
  const { data: rsvps = [], isSuccess, refetch } = useAnswers(spaceId, eventId);
  const [chosen, setChosen] = useState<RsvpStatus>();
  const current = chosen ?? rsvps.find(({ uid }) => uid === own)?.status;
  const answer = async (status: RsvpStatus): Promise<void> => {
    setChosen(status);
    await attempt(async () => {
      await calls.answer(spaceId, eventId, status);
      await refetch();
    });
    setChosen(undefined);
  };
  return (
    <>
      <fieldset className="chips rsvp">
        <legend>{text.doYouCome}</legend>
        {rsvpStatuses.map((status) => (
          <button
            key={status}
            type="button"
            className="chip"
            aria-pressed={status === current}
            onClick={() => void answer(status)}
          >
            {text.answers[status]}
          </button>
        ))}
      </fieldset>
      {isSuccess && rsvps.length === 0 && <p className="muted">{text.nobody}</p>}
      {rsvpStatuses.map((status) => {
        const uids = rsvps.filter((rsvp) => rsvp.status === status).map(({ uid }) => uid);
        if (uids.length === 0) return null;
        return (
          <section key={status} aria-label={text.answered[status]}>
            <h3>
              {text.answered[status]} <span className="muted">{uids.length}</span>
            </h3>
            <ul className="people">
              {uids.map((uid) => (
                <li key={uid}>
                  <Avatar uid={uid} name={names(uid)} size="s" /> {names(uid)}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
