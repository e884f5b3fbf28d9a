import type { Route } from "./endpoint.js";

/** What a path leads to. */
export interface Found {
  readonly methods: ReadonlyMap<string, Route>;
  readonly params: Readonly<Record<string, string>>;
}

export type RouteTable = (path: string) => Found | undefined;

interface Pattern {
  readonly segments: readonly string[];
  readonly methods: Map<string, Route>;
}

/**
 * Finds the routes of a path, with and without `/api` and a slash at its end; a literal segment goes before a parameter in
 * its place. `*name` at the end stands for all that is left, one segment at least, as it came:
 * a slash that is encoded separates nothing. Express would compile an expression for each of them, which is a tenth of a cold start.
 * @throws Error if a route is declared twice.
 */
export function routeTable(routes: readonly Route[]): RouteTable {
  const patterns = new Map<string, Pattern>();
  for (const route of routes) {
    const { methods } = patterns.get(route.path) ?? added(patterns, route.path);
    if (methods.has(route.method)) throw new Error(`${route.method} ${route.path} is declared twice`);
    methods.set(route.method, route);
  }
  const inOrder = [...patterns].sort(([a], [b]) => (specificity(a) < specificity(b) ? -1 : 1));
  return (path) => {
    const asked = segmentsOf(path);
    for (const [, { segments, methods }] of inOrder) {
      const params = match(segments, asked);
      if (params) return { methods, params };
    }
    return undefined;
  };
}

/** HEAD is answered as GET is, without the body. */
export const routeFor = (found: Found | undefined, method = ""): Route | undefined =>
  found?.methods.get(method === "HEAD" ? "GET" : method);

function added(patterns: Map<string, Pattern>, path: string): Pattern {
  const pattern = { segments: segmentsOf(path), methods: new Map<string, Route>() };
  patterns.set(path, pattern);
  return pattern;
}

const specificity = (path: string): string => path.replaceAll(/[:*]/g, "\u{10ffff}");

const segmentsOf = (path: string): string[] =>
  path
    .replace(/^\/api(?=\/)/, "")
    .replace(/\/$/, "")
    .split("/");

function match(pattern: readonly string[], asked: readonly string[]): Record<string, string> | undefined {
  const rest = pattern.at(-1)?.startsWith("*") ? pattern.length - 1 : undefined;
  if (rest === undefined ? pattern.length !== asked.length : asked.length <= rest) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = asked[index] ?? "";
    if (expected.startsWith("*")) params[expected.slice(1)] = asked.slice(index).join("/");
    else if (!expected.startsWith(":")) {
      if (segment !== expected) return undefined;
    } else {
      if (segment === "") return undefined;
      params[expected.slice(1)] = decoded(segment);
    }
  }
  return params;
}

/** What does not decode stands for itself: no id has a `%`. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
