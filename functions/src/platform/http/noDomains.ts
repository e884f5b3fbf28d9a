import { servedFunction } from "../params.js";

interface Domains {
  create: (...args: never) => unknown;
}

/**
 * functions-framework calls each handler in a `domain` of Node's. The first that is made turns on async hooks in the whole process
 * and for ever: a promise then takes 11 times its CPU, and 42 times in what a handler has begun (measured, Node 24;
 * https://nodejs.org/api/domain.html). Here its domains are none. A handler that rejects is answered by the framework all the same; what
 * is thrown where no caller waits for it ends the process, as in any other program of Node.
 *
 * Only in a process that serves one of these functions: the framework asks domains for more where Google calls.
 */
export function makeNoDomains(
  functions: readonly string[],
  served = servedFunction(),
  domains = loadedDomains(),
): void {
  if (!domains || served === undefined || !functions.includes(served)) return;
  domains.create = () => noDomain;
}

const noDomain = {
  on: () => noDomain,
  run: (work: () => unknown): unknown => work(),
};

/** Undefined where no framework has loaded them: to do so changes all emitters. */
const loadedDomains = (): Domains | undefined =>
  "domain" in process ? process.getBuiltinModule("node:domain") : undefined;
