import { useSyncStatus } from "@firecast/react";
import { useMemo } from "react";
import type { Refused } from "./rows.js";

/** What the user has written into a space's chat and the server does not want, until it is tried again or dismissed. */
export function useRefused(spaceId: string) {
  const { failed, retry, dismiss } = useSyncStatus();
  const refused = useMemo(
    () =>
      failed.flatMap(({ row, problem }): Refused[] => {
        const text = row.entity === `spaces/${spaceId}/chat` && row.method === "POST" && textIn(row.body);
        return typeof text === "string" ? [{ key: row.key, at: row.at, text, problem }] : [];
      }),
    [failed, spaceId],
  );
  return { refused, retry, dismiss };
}

function textIn(body = "{}"): string | undefined {
  const said: unknown = JSON.parse(body);
  return typeof said === "object" && said !== null && "text" in said && typeof said.text === "string"
    ? said.text
    : undefined;
}
