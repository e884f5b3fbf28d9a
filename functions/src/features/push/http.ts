import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { Trace } from "@firecast/contract/notifications/push";
import { ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import type { NoticeRegistry } from "../../platform/notices/noticeRegistry.js";
import { notFound } from "../../platform/problems.js";
import type { PushActions } from "./actions.js";

export const pushRoutes = (
  { trace }: Pick<PushActions, "trace">,
  { Type }: Pick<NoticeRegistry, "Type">,
): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/notifications/:id/trace",
      summary: "Why a notification was pushed, held back or not pushed, and what came of each device",
      params: z.object({ id: Segment }),
      answer: ok(Trace.extend({ type: Type })),
    },
    async ({ params, user }) => {
      const found = await trace(user.uid, params.id);
      if (!found) throw notFound();
      return found;
    },
  ),
];
