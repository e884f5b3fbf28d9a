import { reasonOf } from "../stream/link.js";
import type { RealtimeEvent } from "../types/catalogue.js";
import type { RealtimeOptions } from "../types/options.js";

/** What is wrong with an event; a validator that throws says so, too. */
export function wrongWith(event: RealtimeEvent, validate: RealtimeOptions["validate"]): string | undefined {
  try {
    return validate?.(event);
  } catch (error) {
    return reasonOf(error);
  }
}
