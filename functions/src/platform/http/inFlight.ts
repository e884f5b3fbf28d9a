import type { RequestHandler } from "express";

/** The requests that are being answered: a shutdown lets them finish. */
export interface InFlight {
  /** Goes before every other handler. */
  readonly count: RequestHandler;
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
    count: (_req, res, next) => {
      open++;
      res.once("close", left);
      next();
    },
    none: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
