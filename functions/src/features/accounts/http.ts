import { Announcement, CreateAnnouncement } from "../../contract/accounts.js";
import { created, endpoint, type Route } from "../../platform/http/endpoint.js";
import type { AccountsActions } from "./actions.js";

export const announcementRoutes = (actions: Pick<AccountsActions, "announce">): Route[] => [
  endpoint(
    {
      method: "POST",
      path: "/announcements",
      summary: "Tell all users something, or some of them; for administrators",
      admin: true,
      body: CreateAnnouncement,
      answers: { 201: Announcement },
    },
    async ({ body, keyed }) => created(await actions.announce(body, keyed)),
  ),
];
