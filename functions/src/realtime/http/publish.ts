import { Publish, Published } from "@firecast/contract/realtime";
import { answers } from "../../platform/http/answers.js";
import { openEndpoint, type Route } from "../../platform/http/endpoint.js";
import type { RateLimits } from "../channelRates.js";
import { authorise, checkAll, spendRates } from "../publishing/authorise.js";
import type { CheckDeps } from "../publishing/publication.js";
import { publishAll, type PublishAllDeps, type Sent } from "../publishing/publishAll.js";

export interface PublishDeps extends CheckDeps, PublishAllDeps {
  rates: RateLimits;
}

export const publishRoute = (deps: PublishDeps): Route =>
  openEndpoint(
    {
      method: "POST",
      path: "/realtime/publish",
      limitedUse: true,
      openTo: { services: true },
      summary: "Publish events to channels whose kind lets the caller, as a user or as a listed service",
      body: Publish,
      answer: answers({ 201: Published, 202: Published }, ({ durable, events }: Sent) => ({
        status: durable ? 201 : 202,
        body: { events },
      })),
    },
    async ({ body, caller, request }) => {
      const publications = checkAll(deps, caller, body);
      await authorise(deps, caller, publications);
      await spendRates(deps.rates, caller, publications);
      return publishAll(deps, publications, request);
    },
  );
