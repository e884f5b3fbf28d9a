import { hookRequests } from "./requestHook.js";

/**
 * functions-framework matches every path before a function sees it, and answers one that does not decode with a page of
 * its own, stack included. Taken literally it reaches our routes: no id has a `%`, so they answer 400 or 404.
 */
export function escapeBadPaths(): void {
  hookRequests(({ request }) => {
    const [path = "", ...query] = (request.url ?? "").split("?");
    if (!decodes(path)) request.url = [path.replaceAll("%", "%25"), ...query].join("?");
  });
}

function decodes(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
