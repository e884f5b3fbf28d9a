import type { Backend } from "./backend.js";
import { joinsBulks } from "./rules/batching.js";
import { beginsInOrder } from "./rules/beginning.js";
import { endsResumably } from "./rules/ending.js";
import { losesNothing } from "./rules/resuming.js";
import { respectsRights } from "./rules/rights.js";
import type { Transport } from "./transport.js";

/**
 * The rules that every transport keeps, as mocha tests: call it inside a `describe`. `backend` is asked for when the tests
 * run, after the caller's own `before`.
 */
export function keepTheRules(transports: readonly Transport[], backend: () => Backend): void {
  for (const transport of transports) {
    describe(transport.name, () => {
      beginsInOrder(transport, backend);
      losesNothing(transport, backend);
      joinsBulks(transport, backend);
      respectsRights(transport, backend);
    });
  }
  endsResumably(transports, backend);
}
