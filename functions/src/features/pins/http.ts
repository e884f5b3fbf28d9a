import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import {
  CreatePin,
  ListPins,
  Pin,
  PinAnalytics,
  PinPage,
  PinViews,
  PutTemplateVars,
} from "@firecast/contract/pins";
import type { Caller } from "../../platform/auth/caller.js";
import { created, ok } from "../../platform/http/answers.js";
import { endpoint, openEndpoint, type Route } from "../../platform/http/endpoint.js";
import { publishPin, putVars, unpublishPin } from "./changePin.js";
import { createPin } from "./createPin.js";
import type { PinsDeps } from "./deps.js";
import { analysePin, listPins, readPin } from "./readPins.js";
import { viewPin } from "./viewPin.js";

const PinPath = z.object({ pinId: Segment });
const openTo = { anonymous: true };

const uidOf = (caller: Caller): string | undefined => (caller.type === "user" ? caller.user.uid : undefined);

export const pinsRoutes = (deps: PinsDeps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/pins",
      summary: "The caller's own pins, newest first",
      query: ListPins,
      answer: ok(PinPage),
    },
    ({ query, user }) => listPins(deps, { query, user }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/pins",
      summary: "Create a pin, a draft that only its owner sees",
      body: CreatePin,
      answer: created(Pin),
    },
    ({ body, user, request }) => createPin(deps, { draft: body, user, request }),
  ),

  openEndpoint(
    {
      method: "GET",
      path: "/pins/:pinId",
      summary: "A pin: one's own, or one that is published, also without an account",
      params: PinPath,
      answer: ok(Pin),
      openTo,
    },
    ({ params, caller }) => readPin(deps, { ...params, uid: uidOf(caller) }),
  ),

  endpoint(
    {
      method: "PUT",
      path: "/pins/:pinId",
      summary: "Set all variables of one's own pin",
      params: PinPath,
      body: PutTemplateVars,
      answer: ok(Pin),
    },
    ({ params, body, user, request }) => putVars(deps, { ...params, user, request }, body.templateVars),
  ),

  openEndpoint(
    {
      method: "POST",
      path: "/pins/:pinId/views",
      summary:
        "Count a view of a pin that one may see, also without an account; answered once it is committed",
      params: PinPath,
      answer: ok(PinViews),
      openTo,
    },
    ({ params, caller, request }) => viewPin(deps, { ...params, uid: uidOf(caller), request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/pins/:pinId/analytics",
      summary: "How often one's own pin was viewed, in all and on each of the last 30 days",
      params: PinPath,
      answer: ok(PinAnalytics),
    },
    ({ params, user }) => analysePin(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/pins/:pinId/publish",
      summary: "Let everybody read one's own pin",
      params: PinPath,
      answer: ok(Pin),
    },
    ({ params, user, request }) => publishPin(deps, { ...params, user, request }),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/pins/:pinId/publish",
      summary: "Make one's own pin a draft again",
      params: PinPath,
      answer: ok(Pin),
    },
    ({ params, user, request }) => unpublishPin(deps, { ...params, user, request }),
  ),
];
