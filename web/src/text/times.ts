import { useMemo } from "react";
import { useLanguage } from "./language.js";

/** Times as the reader's language and zone write them. */
export function useTimes() {
  const { language } = useLanguage();
  return useMemo(() => timesIn(localeOf(language)), [language]);
}

/** With the region that the browser names: 14:00 is 2 PM elsewhere. */
const localeOf = (language: string): string =>
  navigator.languages.find((tag) => tag.startsWith(`${language}-`) && isTag(tag)) ?? language;

/** Browsers name what their system says: `en-US@posix` is no tag. */
function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length > 0;
  } catch {
    return false;
  }
}

const dayMs = 86_400_000;

export function timesIn(language: string, zone?: string) {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { ...options, ...(zone !== undefined && { timeZone: zone }) });
  const clock = format({ hour: "2-digit", minute: "2-digit" });
  const day = format({ weekday: "long", day: "numeric", month: "long" });
  const dayOfYear = format({ day: "numeric", month: "long", year: "numeric" });
  const short = format({ day: "numeric", month: "short" });
  const dateTime = format({ dateStyle: "medium", timeStyle: "short" });
  const key = format({ year: "numeric", month: "2-digit", day: "2-digit" });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  const number = new Intl.NumberFormat(language);
  return {
    time: (at: string | number) => clock.format(new Date(at)),
    full: (at: string | number) => dateTime.format(new Date(at)),
    short: (at: string | number) => short.format(new Date(at)),
    /** The same for all moments of a day. */
    dayKey: (at: string | number) => key.format(new Date(at)),
    /** `today`, `yesterday`, then the day. */
    day: (at: string | number, now: number) => {
      const moment = new Date(at);
      for (const days of [0, -1])
        if (key.format(moment) === key.format(new Date(now + days * dayMs)))
          return capitalized(relative.format(days, "day"));
      return moment.getFullYear() === new Date(now).getFullYear()
        ? day.format(moment)
        : dayOfYear.format(moment);
    },
    /** Of something past or to come: `5 minutes ago`, `in 2 hours`. */
    ago: (at: string | number, now: number) => {
      const ms = new Date(at).getTime() - now;
      // Clocks differ, and the present is looked at now and then.
      if (Math.abs(ms) < 5000) return relative.format(0, "second");
      const [unit, size] = unitOf(Math.abs(ms));
      return relative.format(Math.trunc(ms / size), unit);
    },
    list: (names: readonly string[]) => list.format(names),
    number: (value: number) => number.format(value),
  };
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export type Times = ReturnType<typeof timesIn>;

function unitOf(ms: number): readonly [Intl.RelativeTimeFormatUnit, number] {
  if (ms < 60_000) return ["second", 1000];
  if (ms < 3_600_000) return ["minute", 60_000];
  if (ms < dayMs) return ["hour", 3_600_000];
  return ["day", dayMs];
}
