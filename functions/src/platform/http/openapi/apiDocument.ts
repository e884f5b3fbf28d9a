import type { ChannelKind } from "@firecast/contract/core/channelKind";
import { z } from "zod";
import { ok } from "../answers.js";
import { publicEndpoint, type Route } from "../endpoint.js";
import { asyncApi } from "./asyncApi.js";
import { openApi } from "./openapi.js";

const version = "1.0.0";

/** Describe the other routes, and the channels. */
export function apiDocuments(routes: readonly Route[], kinds: readonly ChannelKind[]): Route[] {
  let api: ReturnType<typeof openApi> | undefined;
  let channels: ReturnType<typeof asyncApi> | undefined;
  return [
    publicEndpoint(
      {
        method: "GET",
        path: "/openapi.json",
        summary: "This API as OpenAPI 3.1",
        answer: ok(z.object({ openapi: z.string() })),
      },
      () => Promise.resolve((api ??= openApi(routes, version))),
    ),
    publicEndpoint(
      {
        method: "GET",
        path: "/asyncapi.json",
        summary: "The channels as AsyncAPI 3.0",
        answer: ok(z.object({ asyncapi: z.string() })),
      },
      () => Promise.resolve((channels ??= asyncApi(kinds, version))),
    ),
  ];
}
