import type { CalendarEvent } from "@firecast/contract/space/calendar";
import { useState } from "react";
import { useText } from "../text/language.js";
import { Form, NameField } from "../ui/Form.js";
import { calendarTexts } from "./texts.js";

interface EventDraft {
  readonly title: string;
  readonly startsAt: string;
  readonly endsAt: string | undefined;
  readonly allDay: boolean;
}

interface FormProps {
  /** The event to change; without one it is a new one. */
  event?: CalendarEvent;
  save: (draft: EventDraft) => Promise<unknown>;
}

const hourMs = 3_600_000;

export function EventForm({ event, save }: FormProps) {
  const text = useText(calendarTexts);
  const [soon] = useState(() => Math.ceil(Date.now() / hourMs) * hourMs);
  return (
    <Form
      label={text.save}
      send={(given) => {
        const ends = given.text("ends");
        return save({
          title: given.text("title"),
          startsAt: new Date(given.text("starts")).toISOString(),
          endsAt: ends === "" ? undefined : new Date(ends).toISOString(),
          allDay: given.has("allDay"),
        });
      }}
    >
      <NameField label={text.name} name="title" defaultValue={event?.title} />
      <div className="form-pair">
        <label className="field">
          {text.starts}
          <input
            name="starts"
            type="datetime-local"
            required
            defaultValue={localTime(event?.startsAt ?? soon)}
          />
        </label>
        <label className="field">
          {text.ends}
          <input
            name="ends"
            type="datetime-local"
            defaultValue={event ? event.endsAt && localTime(event.endsAt) : localTime(soon + hourMs)}
          />
        </label>
      </div>
      <label className="check">
        <input name="allDay" type="checkbox" defaultChecked={event?.allDay} />
        {text.allDay}
      </label>
    </Form>
  );
}

/** As the field wants it, in the user's own zone. */
function localTime(at: string | number): string {
  const moment = new Date(at);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
