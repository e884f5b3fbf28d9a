import { z } from "zod";
import { Preferences, PushChoice } from "@firecast/contract/notifications/preferences";
import { ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import type { NoticeRegistry } from "../../platform/notices/noticeRegistry.js";
import type { PreferencesActions } from "./actions.js";

export function preferencesRoutes(
  actions: PreferencesActions,
  { Type, Category }: Pick<NoticeRegistry, "Type" | "Category">,
): Route[] {
  const OfTheseTypes = Preferences.extend({
    categories: z.partialRecord(Category, PushChoice).optional(),
    types: z.partialRecord(Type, PushChoice).optional(),
  });

  return [
    endpoint(
      {
        method: "GET",
        path: "/notifications/preferences",
        summary: "What one wants to be pushed, and when",
        answer: ok(OfTheseTypes),
      },
      ({ user }) => actions.of(user.uid),
    ),

    endpoint(
      {
        method: "PUT",
        path: "/notifications/preferences",
        summary: "Say what one wants to be pushed; replaces what was said before",
        body: OfTheseTypes,
        answer: ok(OfTheseTypes),
      },
      ({ body, user, request }) => actions.put(user.uid, body, request),
    ),
  ];
}
