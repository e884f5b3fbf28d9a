import { Announcement, ChangeProfile, CreateAnnouncement, Profile } from "@firecast/contract/accounts";
import { created, noContent, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import { Problem } from "../../platform/problems.js";
import type { AccountsActions } from "./actions.js";
import type { Deleting } from "./deleting.js";
import { mayAnnounce } from "./mayAnnounce.js";

export const announcementRoutes = (actions: Pick<AccountsActions, "announce">): Route[] => [
  endpoint(
    {
      method: "POST",
      path: "/announcements",
      summary: "Tell all users something, or some of them; for operators",
      body: CreateAnnouncement,
      answer: created(Announcement),
    },
    async ({ body, user, request }) => {
      if (!mayAnnounce(user, body.audience)) throw new Problem("forbidden");
      return actions.announce(body, request);
    },
  ),
];

export const profileRoutes = (
  actions: Pick<AccountsActions, "profile" | "changeProfile"> & Pick<Deleting, "deleteOwn">,
): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/profile",
      summary: "The caller's own profile; null where nothing is told",
      answer: ok(Profile),
    },
    ({ user }) => actions.profile(user.uid),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/profile",
      summary: "Change the own profile; null takes a field away",
      body: ChangeProfile,
      answer: ok(Profile),
    },
    ({ body, user, request }) => actions.changeProfile(user, body, request),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/profile",
      summary: "Delete the own account and what belongs to it; within 5 minutes of signing in",
      answer: noContent,
    },
    ({ user, request }) => actions.deleteOwn(user, request),
  ),
];
