import type { Issue, IssuePage, ListIssues } from "@firecast/contract/issues/issues";
import { useEvents } from "@firecast/react";
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { allPages } from "../api/allPages.js";
import { useApi } from "../api/useApi.js";
import { readable } from "../text/readable.js";

export type IssueFilter = Pick<Partial<ListIssues>, "status" | "severity" | "campus" | "text">;

/** New ones are fetched at most so often: a burst of them is one fetch. */
const fetchEveryMs = 1500;

/** Issues that fit, kept current by the organization's channel. */
export function useIssues(organizationId: string, filter: IssueFilter) {
  const { issues } = useApi();
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const list = useInfiniteQuery({
    queryKey: ["issues", filter],
    queryFn: ({ pageParam }) =>
      issues.list({ ...filter, limit: 30, ...(pageParam !== "" && { cursor: pageParam }) }),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  useEvents([`orgs/${organizationId}/issues`], ({ data }) => {
    if (isIssue(data)) {
      queries.setQueryData(["issue", data.id], data);
      queries.setQueriesData<InfiniteData<IssuePage>>({ queryKey: ["issues"] }, (known) =>
        known ? withIssue(known, data) : known,
      );
    }
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey: ["issues"] });
    }, fetchEveryMs);
  });
  return list;
}

const withIssue = (known: InfiniteData<IssuePage>, issue: Issue): InfiniteData<IssuePage> => ({
  ...known,
  pages: known.pages.map((page) => ({
    ...page,
    items: page.items.map((one) => (one.id === issue.id ? issue : one)),
  })),
});

/** The channel's own types say what its events hold; another type of event has no such id. */
const isIssue = (data: unknown): data is Issue =>
  typeof data === "object" && data !== null && "severity" in data && "status" in data && "id" in data;

const named = <Place extends { readonly name: string }>(place: Place): Place => ({
  ...place,
  name: readable(place.name),
});

/** Sites and buildings change rarely. */
export function usePlaces() {
  const { issues } = useApi();
  return useQuery({
    queryKey: ["places"],
    queryFn: async () => {
      const [campuses, buildings] = await Promise.all([
        allPages((at) => issues.campuses({ limit: 99, ...at })),
        allPages((at) => issues.buildings({ limit: 99, ...at })),
      ]);
      return { campuses: campuses.map(named), buildings: buildings.map(named) };
    },
    staleTime: Infinity,
  });
}
