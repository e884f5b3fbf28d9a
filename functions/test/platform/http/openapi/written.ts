import { compose } from "../../../../src/compose.js";
import type { Route } from "../../../../src/platform/http/endpoint.js";
import { openApi } from "../../../../src/platform/http/openapi/openapi.js";
import { asyncApi } from "../../../../src/platform/http/openapi/asyncApi.js";
import { coreChannels } from "../../../../src/realtime/coreChannels.js";
import { features } from "../../../../src/app/features.js";
import { readSettings } from "../../../../src/platform/params.js";
import { unusedFirebase } from "../../../support/unusedFirebase.js";

/** All routes of the API. */
export function allRoutes(): Route[] {
  const { http } = compose({
    firebase: unusedFirebase,
    settings: readSettings({ GCLOUD_PROJECT: "demo-firecast" }),
  });
  return http.routesOf({ pollOnly: false });
}

export const allKinds = [...coreChannels, ...features.flatMap(({ channels = [] }) => channels)];

/** The documents as they are sent. */
export const writtenOpenApi = (): string => JSON.stringify(openApi(allRoutes(), "1.0.0"));
export const writtenAsyncApi = (): string => JSON.stringify(asyncApi(allKinds, "1.0.0"));
