import { useSyncStatus } from "@firecast/react";
import { useMemo } from "react";
import type { Refused } from "./rows.js";

/**
 * What the user has said there and the server does not want, until it is tried again or dismissed. `place` is a chat,
 * `spaces/{id}/chat`, or a conversation, `direct/{uid}`.
 */
export function useRefused(place: string) {
  const { failed, retry, dismiss } = useSyncStatus();
  const refused = useMemo(
    () =>
      failed.flatMap(({ row, problem }): Refused[] => {
        const text = row.entity === place && row.method === "POST" && textIn(row.body);
        return typeof text === "string" ? [{ key: row.key, at: row.at, text, problem }] : [];
      }),
    [failed, place],
  );
  return { refused, retry, dismiss };
}

function textIn(body = "{}"): string | undefined {
  const said: unknown = JSON.parse(body);
  return typeof said === "object" && said !== null && "text" in said && typeof said.text === "string"
    ? said.text
    : undefined;
}
