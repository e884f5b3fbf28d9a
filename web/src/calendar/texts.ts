import type { FeedError } from "@firecast/contract/space/calendarFeeds";
import type { RsvpStatus } from "@firecast/contract/space/calendar";
import type { Texts } from "../text/language.js";

interface CalendarTexts {
  readonly title: string;
  readonly none: string;
  readonly noneWhy: string;
  readonly create: string;
  readonly name: string;
  readonly starts: string;
  readonly ends: string;
  readonly allDay: string;
  readonly save: string;
  readonly close: string;
  readonly change: string;
  readonly withdraw: string;
  readonly organizer: (name: string) => string;
  readonly fromFeed: string;
  readonly toCalendar: string;
  readonly doYouCome: string;
  readonly answers: Readonly<Record<RsvpStatus, string>>;
  readonly answered: Readonly<Record<RsvpStatus, string>>;
  readonly nobody: string;
  readonly more: string;
  readonly feeds: string;
  readonly feedsWhy: string;
  readonly address: string;
  readonly addFeed: string;
  readonly removeFeed: (name: string) => string;
  readonly states: Readonly<Record<"pending" | "synced" | "failing", string>>;
  readonly events: (count: number) => string;
  readonly errors: Readonly<Record<FeedError, string>>;
}

export const calendarTexts: Texts<CalendarTexts> = {
  en: {
    title: "Calendar",
    none: "Nothing is planned",
    noneWhy: "Plan something: everybody here hears of it, and says whether they come.",
    create: "New event",
    name: "What is it?",
    starts: "Begins",
    ends: "Ends",
    allDay: "The whole day",
    save: "Save",
    close: "Close",
    change: "Change",
    withdraw: "Withdraw",
    organizer: (name) => `by ${name}`,
    fromFeed: "from a feed",
    toCalendar: "To the calendar",
    doYouCome: "Do you come?",
    answers: { yes: "Yes", maybe: "Maybe", no: "No" },
    answered: { yes: "Coming", maybe: "Maybe", no: "Not coming" },
    nobody: "Nobody has answered yet.",
    more: "Later ones",
    feeds: "Feeds",
    feedsWhy: "Calendars from elsewhere (.ics) that this one follows.",
    address: "Address, https: or webcal:",
    addFeed: "Add",
    removeFeed: (name) => `Remove ${name}`,
    states: { pending: "is being read", synced: "current", failing: "failing" },
    events: (count) => (count === 1 ? "1 event" : `${count} events`),
    errors: {
      refused: "The address is not a public one.",
      unreachable: "It cannot be reached.",
      too_slow: "It is too slow.",
      too_large: "It is too large.",
      too_many_redirects: "It leads on too often.",
      answered_badly: "It does not answer well.",
      not_a_calendar: "It is no calendar.",
      truncated: "It ends before its end.",
      too_many_events: "It has too many events.",
      too_costly: "Reading it takes too much.",
    },
  },
  de: {
    title: "Kalender",
    none: "Es ist nichts geplant",
    noneWhy: "Plane etwas: Alle hier erfahren davon und sagen, ob sie kommen.",
    create: "Neuer Termin",
    name: "Was ist es?",
    starts: "Beginnt",
    ends: "Endet",
    allDay: "Den ganzen Tag",
    save: "Speichern",
    close: "Schließen",
    change: "Ändern",
    withdraw: "Absagen",
    organizer: (name) => `von ${name}`,
    fromFeed: "aus einem Feed",
    toCalendar: "Zum Kalender",
    doYouCome: "Kommst du?",
    answers: { yes: "Ja", maybe: "Vielleicht", no: "Nein" },
    answered: { yes: "Kommen", maybe: "Vielleicht", no: "Kommen nicht" },
    nobody: "Noch hat niemand geantwortet.",
    more: "Spätere",
    feeds: "Feeds",
    feedsWhy: "Kalender von anderswo (.ics), denen dieser folgt.",
    address: "Adresse, https: oder webcal:",
    addFeed: "Hinzufügen",
    removeFeed: (name) => `${name} entfernen`,
    states: { pending: "wird gelesen", synced: "aktuell", failing: "gestört" },
    events: (count) => (count === 1 ? "1 Termin" : `${count} Termine`),
    errors: {
      refused: "Die Adresse ist keine öffentliche.",
      unreachable: "Er ist nicht erreichbar.",
      too_slow: "Er ist zu langsam.",
      too_large: "Er ist zu groß.",
      too_many_redirects: "Er leitet zu oft weiter.",
      answered_badly: "Er antwortet nicht richtig.",
      not_a_calendar: "Das ist kein Kalender.",
      truncated: "Er hört mittendrin auf.",
      too_many_events: "Er hat zu viele Termine.",
      too_costly: "Ihn zu lesen ist zu aufwendig.",
    },
  },
};
