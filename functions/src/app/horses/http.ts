import { created } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import type { FeatureKit } from "../../features/feature.js";
import { addHorse } from "./addHorse.js";
import { AddHorse, Horse } from "./channels.js";

export const horsesRoutes = (kit: FeatureKit): Route[] => [
  endpoint(
    {
      method: "POST",
      path: "/horses",
      summary: "Add a horse to the caller's organization",
      body: AddHorse,
      answer: created(Horse),
    },
    ({ body, user, request }) => addHorse(kit, { user, draft: body, request }),
  ),
];
