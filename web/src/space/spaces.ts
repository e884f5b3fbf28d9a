import type { Api } from "@firecast/client";
import type { NamedMember, Space } from "@firecast/contract/space/spaces";
import { useEvents, useRealtimeContext } from "@firecast/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import { useApi } from "../api/useApi.js";
import { useUser } from "../auth/session.js";
import { allPages } from "../api/allPages.js";
import { readable } from "../text/readable.js";

export const spacesKey = ["spaces"] as const;
export const membersKey = (spaceId: string) => ["members", spaceId] as const;

export function useSpaces() {
  const api = useApi();
  return useQuery<Space[]>({
    queryKey: spacesKey,
    queryFn: async () => {
      const spaces = await allPages((cursor) => api.spaces.list({ limit: 100, ...cursor }));
      return spaces.map((space) => ({ ...space, name: readable(space.name) }));
    },
  });
}

/** Follows what a space is called, that it is there, and that the user may be in it. `""`: there is none. */
export function useStanding(spaceId: string): void {
  const { realtime } = useRealtimeContext();
  const queries = useQueryClient();
  useEffect(() => {
    if (spaceId === "") return;
    const look = (): void => void queries.invalidateQueries({ queryKey: spacesKey });
    const news = ({ type }: { readonly type: string }): void => {
      if (type.startsWith("space:")) look();
    };
    const subscription = realtime.subscribe(`spaces/${spaceId}`, news, { onEnd: look });
    return () => subscription.unsubscribe();
  }, [realtime, queries, spaceId]);
}

/** With names as they can be shown. */
export async function membersOf({ spaces }: Api, spaceId: string): Promise<NamedMember[]> {
  const members = await allPages((cursor) => spaces.members(spaceId, { limit: 100, ...cursor }));
  return members.map(({ displayName, ...member }) =>
    displayName === undefined ? member : { ...member, displayName: readable(displayName) },
  );
}

/** The members of a space, kept current by its channel; of `""` none. */
export function useMembers(spaceId: string) {
  const api = useApi();
  const queries = useQueryClient();
  const members = useQuery<NamedMember[]>({
    queryKey: membersKey(spaceId),
    queryFn: () => membersOf(api, spaceId),
    enabled: spaceId !== "",
  });
  useEvents(spaceId === "" ? [] : [`spaces/${spaceId}/members`], () => {
    void queries.invalidateQueries({ queryKey: membersKey(spaceId) });
  });
  return members;
}

/** What members are called: their uid where nothing better is known. */
export function useNames(spaceId: string): (uid: string) => string {
  const { data } = useMembers(spaceId);
  const { uid: own, name } = useUser();
  const names = useMemo(
    () => new Map((data ?? []).map(({ uid, displayName }) => [uid, displayName])),
    [data],
  );
  return useCallback((uid) => names.get(uid) ?? (uid === own ? name : uid), [names, own, name]);
}

/** The user's own membership; undefined while it is not known. */
export function useOwnMember(spaceId: string): NamedMember | undefined {
  const { uid } = useUser();
  return useMembers(spaceId).data?.find((member) => member.uid === uid);
}
