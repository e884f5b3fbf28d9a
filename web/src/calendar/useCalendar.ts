import type { Rsvp, RsvpStatus } from "@firecast/contract/space/calendar";
import { useEvents } from "@firecast/react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { allPages } from "../api/allPages.js";
import { calendarCalls } from "../api/calendar.js";
import { useCalls } from "../api/useCalls.js";

export const calendarKey = (spaceId: string) => ["calendar", spaceId] as const;

/** What is planned in a space, from this morning on, kept current by its channel. */
export function useCalendar(spaceId: string) {
  const calls = useCalls(calendarCalls);
  useCalendarNews(spaceId);
  return useInfiniteQuery({
    queryKey: [...calendarKey(spaceId), "events"],
    queryFn: ({ pageParam }) =>
      calls.list(spaceId, { from: morning(), limit: 50, ...(pageParam !== "" && { cursor: pageParam }) }),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}

export function useCalendarEvent(spaceId: string, eventId: string) {
  const calls = useCalls(calendarCalls);
  useCalendarNews(spaceId);
  return useQuery({
    queryKey: [...calendarKey(spaceId), "event", eventId],
    queryFn: () => calls.get(spaceId, eventId),
  });
}

/** Who comes, kept current by the space's channel: an answer says all that has changed, and nothing is fetched for it. */
export function useAnswers(spaceId: string, eventId: string) {
  const calls = useCalls(calendarCalls);
  return useQuery({
    queryKey: answersKey(spaceId, eventId),
    queryFn: () => allPages((at) => calls.rsvps(spaceId, eventId, { limit: 100, ...at })),
  });
}

export function useFeeds(spaceId: string) {
  const calls = useCalls(calendarCalls);
  useCalendarNews(spaceId);
  return useQuery({
    queryKey: [...calendarKey(spaceId), "feeds"],
    queryFn: () => calls.feeds(spaceId),
  });
}

function useCalendarNews(spaceId: string): void {
  const queries = useQueryClient();
  useEvents([`spaces/${spaceId}`], ({ type, data }) => {
    if (isAnswer(data)) {
      queries.setQueryData<Rsvp[]>(answersKey(spaceId, data.eventId), (known) =>
        known ? [...known.filter(({ uid }) => uid !== data.uid), data] : undefined,
      );
    } else if (/^(calendar:event:|automation:datasource_sync)/.test(type))
      void queries.invalidateQueries({ queryKey: calendarKey(spaceId) });
  });
}

const answersKey = (spaceId: string, eventId: string) => [...calendarKey(spaceId), "answers", eventId];

const isAnswer = (data: unknown): data is Rsvp =>
  typeof data === "object" && data !== null && "eventId" in data && "status" in data && "uid" in data;

export const rsvpStatuses: readonly RsvpStatus[] = ["yes", "maybe", "no"];

function morning(): string {
  const today = new Date();
  today.setHours(0, 0, 0, 0);
  return today.toISOString();
}
