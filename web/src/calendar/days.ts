import type { Times } from "../text/times.js";

interface Span {
  readonly startsAt: string;
  readonly endsAt?: string | undefined;
  readonly allDay: boolean;
}

/** When an event is, on its day: `09:00 – 10:30`. */
export function spanOf({ startsAt, endsAt, allDay }: Span, times: Times, wholeDay: string): string {
  if (allDay) return wholeDay;
  if (endsAt === undefined) return times.time(startsAt);
  const end = times.dayKey(startsAt) === times.dayKey(endsAt) ? times.time(endsAt) : times.full(endsAt);
  return `${times.time(startsAt)} – ${end}`;
}

/** Days in their order, each with its events. */
export function byDay<Event extends { readonly startsAt: string }>(
  events: readonly Event[],
  dayKey: (at: string) => string,
): { readonly day: string; readonly events: readonly Event[] }[] {
  const days: { day: string; events: Event[] }[] = [];
  for (const event of events) {
    const last = days.at(-1);
    if (last && dayKey(last.day) === dayKey(event.startsAt)) last.events.push(event);
    else days.push({ day: event.startsAt, events: [event] });
  }
  return days;
}
