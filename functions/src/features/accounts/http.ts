import { Announcement, CreateAnnouncement } from "../../contract/accounts.js";
import { created, endpoint, type Route } from "../../platform/http/endpoint.js";
import { Problem } from "../../platform/problems.js";
import type { AccountsActions } from "./actions.js";
import { mayAnnounce } from "./mayAnnounce.js";

export const announcementRoutes = (actions: Pick<AccountsActions, "announce">): Route[] => [
  endpoint(
    {
      method: "POST",
      path: "/announcements",
      summary: "Tell all users something, or some of them; for operators",
      body: CreateAnnouncement,
      answers: { 201: Announcement },
    },
    async ({ body, user, keyed }) => {
      if (!mayAnnounce(user, body.audience)) throw new Problem("forbidden");
      return created(await actions.announce(body, keyed));
    },
  ),
];
