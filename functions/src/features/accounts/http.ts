import { Announcement, ChangeProfile, CreateAnnouncement, Profile } from "@firecast/contract/accounts";
import { created, endpoint, noContent, ok, type Route } from "../../platform/http/endpoint.js";
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
      answers: { 201: Announcement },
    },
    async ({ body, user, keyed }) => {
      if (!mayAnnounce(user, body.audience)) throw new Problem("forbidden");
      return created(await actions.announce(body, keyed));
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
      answers: { 200: Profile },
    },
    async ({ user }) => ok(await actions.profile(user.uid)),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/profile",
      summary: "Change the own profile; null takes a field away",
      body: ChangeProfile,
      answers: { 200: Profile },
    },
    async ({ body, user, keyed }) => ok(await actions.changeProfile(user, body, keyed)),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/profile",
      summary: "Delete the own account and what belongs to it; within 5 minutes of signing in",
      answers: { 204: null },
    },
    async ({ user, keyed }) => {
      await actions.deleteOwn(user, keyed);
      return noContent();
    },
  ),
];
