import type { Handler, Reader } from "../delivery/reader.js";
import type { SubscribeOptions } from "../types/options.js";

/** A subscription, which outlives a change of the user. */
export interface Entry {
  /** As the application has named them; undefined: all. */
  readonly names: readonly string[] | undefined;
  readonly handler: Handler;
  readonly options: SubscribeOptions;
  reader?: Reader;
  /** What would keep its state cannot be loaded. */
  goesWithout?: boolean;
}
