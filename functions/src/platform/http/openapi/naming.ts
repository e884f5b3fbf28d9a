import type { Route } from "../endpoint.js";

type Named = Pick<Route, "method" | "path">;

/** `GET /spaces/:spaceId/chat` is `getSpacesBySpaceIdChat`: what generators name their functions. */
export function operationId({ method, path }: Named): string {
  const words = path.split("/").filter(Boolean).flatMap(wordsOf);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

const wordsOf = (segment: string): string[] =>
  /^[:*]/.test(segment) ? ["by", segment.slice(1)] : segment.split(/[^A-Za-z0-9]+/);

/** What a document groups routes by: the first thing in the path, and in a space what of it. */
export function tagOf({ path }: Pick<Named, "path">): string {
  const [first = "", , inside] = path.split("/").filter(Boolean);
  return first === "spaces" && inside !== undefined ? inside : first.replace(/\.json$/, "");
}
