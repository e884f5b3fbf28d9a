import { Announcement, ChangeProfile, CreateAnnouncement, Profile } from "@firecast/contract/accounts";
import { created, noContent, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import { announce } from "./announce.js";
import { changeProfile, readProfile } from "./changeProfile.js";
import { deleteAccount, type DeletionDeps } from "./deleteAccount.js";
import type { AccountsDeps } from "./deps.js";

export const accountsRoutes = (deps: AccountsDeps): Route[] => [
  endpoint(
    {
      method: "POST",
      path: "/announcements",
      summary: "Tell all users something, or some of them; for operators",
      body: CreateAnnouncement,
      answer: created(Announcement),
    },
    ({ body, user, request }) => announce(deps, { draft: body, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/profile",
      summary: "The caller's own profile; null where nothing is told",
      answer: ok(Profile),
    },
    ({ user }) => readProfile(deps, user),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/profile",
      summary: "Change the own profile; null takes a field away",
      body: ChangeProfile,
      answer: ok(Profile),
    },
    ({ body, user, request }) => changeProfile(deps, { change: body, user, request }),
  ),
];

export const deletionRoutes = (deps: DeletionDeps): Route[] => [
  endpoint(
    {
      method: "DELETE",
      path: "/profile",
      summary: "Delete the own account and what belongs to it; within 5 minutes of signing in",
      answer: noContent,
    },
    ({ user, request }) => deleteAccount(deps, { user, request }),
  ),
];
