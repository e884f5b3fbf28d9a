import type { ServerResponse } from "node:http";

/** The requests that are being answered: a shutdown lets them finish. */
export interface InFlight {
  /** Counts a request until its response is closed. */
  count(res: ServerResponse): void;
  /** Resolves as soon as none is under way. */
  none(): Promise<void>;
}

export function inFlightRequests(): InFlight {
  let open = 0;
  let waiting: (() => void)[] = [];
  const left = (): void => {
    if (--open > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  return {
    count: (res) => {
      open++;
      res.once("close", left);
    },
    none: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
