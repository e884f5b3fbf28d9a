import type { ServerResponse } from "node:http";
import { latencyBounds } from "../meters/latencyBounds.js";
import type { Meters } from "../meters/meters.js";
import type { Route } from "./endpoint.js";

/** Times the answers of routes. */
export type ResponseMeter = (route: Route, res: ServerResponse) => void;

/** An open stream is no slow answer: its requests are counted and not timed. `answered` is called after each. */
export function responseMeter(meters: Meters, answered: () => void): ResponseMeter {
  const count = meters.counter("firecast_http_responses_total", "Answers, by route, method and status.");
  const time = meters.histogram(
    "firecast_http_response_seconds",
    "How long answers took, by route and method; streams are not among them.",
    latencyBounds,
  );
  return ({ method, path: route, produces }, res) => {
    const begun = performance.now();
    res.once("close", () => {
      count({ route, method, status: String(res.statusCode) });
      if (produces !== "text/event-stream") time({ route, method }, (performance.now() - begun) / 1000);
      answered();
    });
  };
}
