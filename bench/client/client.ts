import { comebacks } from "./comebacks.js";
import { dispatch } from "./dispatch.js";
import { echo } from "./echo.js";
import { sizes } from "./sizes.js";
import type { Part } from "../support/report.js";

/** The client SDK: what a page loads, how fast events reach handlers, and how 2,000 pages come back. */
export async function client(): Promise<Part> {
  const figures = [...(await sizes()), await dispatch(), ...(await echo()), await comebacks()];
  return {
    figures,
    notes: [
      "Sizes: minified and compressed by gzip; what is loaded when it is needed counts to all, not to the core.",
      "Comebacks: connects in the fullest 100 ms after a cut, beside an even spread over the second that clients wait at most.",
    ],
  };
}
