import type { IncomingMessage } from "node:http";
import type { Route } from "./endpoint.js";

type Methods = Map<string, Route>;

/** Express takes the first path that matches: a literal segment goes before a parameter in its place. */
export function byPath(routes: readonly Route[]): Map<string, Methods> {
  const paths = new Map<string, Methods>();
  for (const route of routes) {
    const methods = paths.get(route.path) ?? new Map<string, Route>();
    if (methods.has(route.method)) throw new Error(`${route.method} ${route.path} is declared twice`);
    paths.set(route.path, methods.set(route.method, route));
  }
  return new Map([...paths].sort(([a], [b]) => (specificity(a) < specificity(b) ? -1 : 1)));
}

const specificity = (path: string): string => path.replaceAll(":", "\u{10ffff}");

/** The route that a request meets, as the router finds it; undefined for one that meets none. */
export function routeFinder(routes: readonly Route[]): (req: IncomingMessage) => Route | undefined {
  const patterns = [...byPath(routes)].map(([path, methods]) => ({ pattern: patternOf(path), methods }));
  return ({ method = "", url = "" }) => {
    const [path = ""] = url.split("?", 1);
    const found = patterns.find(({ pattern }) => pattern.test(path));
    return found?.methods.get(method === "HEAD" ? "GET" : method);
  };
}

/** As Express matches a path: with and without `/api`, with and without a slash at its end. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^(?:/api)?${path.replaceAll(".", "\\.").replaceAll(/:\w+/g, "[^/]+")}/?$`);
