import { instance } from "./instance.js";
import { handleFirst } from "./platform/http/requestHook.js";
import { servedFunction } from "./platform/params.js";
import { serving } from "./serving.js";

/** This process's API, made when `api` or `streams` is first called. */
export const served = serving(instance, { pollOnly: servedFunction() === "api" });

handleFirst(served.gate);
