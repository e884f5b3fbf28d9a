import { z } from "zod";
import { ok } from "../answers.js";
import { publicEndpoint, type Route } from "../endpoint.js";
import { openApi } from "./openapi.js";

/** Describes the other routes. */
export function apiDocument(routes: readonly Route[]): Route {
  let document: ReturnType<typeof openApi> | undefined;
  return publicEndpoint(
    {
      method: "GET",
      path: "/openapi.json",
      summary: "This API as OpenAPI 3.1",
      answer: ok(z.object({ openapi: z.string() })),
    },
    () => Promise.resolve((document ??= openApi(routes, "1.0.0"))),
  );
}
