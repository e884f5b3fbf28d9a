import { createServer, type IncomingMessage, request as forward, type ServerResponse } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { z } from "zod";

/** Serves the pages of a test, and hands `/api/**` on to a backend: pages have one origin, as on Hosting. */
export interface PageServer {
  readonly origin: string;
  /** Paths with their query of requests to the API that are under way, streams among them. */
  readonly underWay: readonly string[];
  /** Requests to the API since it was started. */
  readonly requests: readonly string[];
  /** False: connections to the API break off, and no new ones come through; pages are served all the same. */
  setReachable(isReachable: boolean): void;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
};

/** `files`: contents by path, such as `/index.html` and `/page.js`; `/` is the page `/index.html`. `api`: a server's base URL. */
export async function servePages(files: Readonly<Record<string, string>>, api?: string): Promise<PageServer> {
  const underWay: string[] = [];
  const requests: string[] = [];
  const open = new Set<ServerResponse>();
  let reachable = true;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (api !== undefined && pathname.startsWith("/api/")) {
      const path = request.url ?? "";
      requests.push(path);
      if (!reachable) return request.destroy();
      open.add(response);
      underWay.push(path);
      response.once("close", () => {
        open.delete(response);
        underWay.splice(underWay.indexOf(path), 1);
      });
      return handOn(request, response, api);
    }
    const path = pathname === "/" ? "/index.html" : pathname;
    const text = files[path];
    if (text === undefined) return response.writeHead(404).end();
    response.writeHead(200, {
      "Content-Type": types[extname(path)] ?? "text/plain",
      "Cache-Control": "no-store",
    });
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    underWay,
    requests,
    setReachable: (isReachable) => {
      reachable = isReachable;
      if (!reachable) for (const response of open) response.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Both ways as it comes; whoever hangs up, the other side hears of it. */
function handOn(request: IncomingMessage, response: ServerResponse, api: string): void {
  const { method, url = "", headers } = request;
  const onward = forward(new URL(url, api), { method, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
    answer.once("close", () => response.destroy());
  });
  onward.once("error", () => response.destroy());
  response.once("close", () => onward.destroy());
  request.pipe(onward);
}

/** A page's program as one script, with the repository's packages as they are. It must not import what only Node has. */
export async function pageProgram(entry: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    jsx: "automatic",
    conditions: ["firecast"],
    define: { "process.env.NODE_ENV": '"development"' },
    logLevel: "warning",
  });
  return outputFiles.map(({ text }) => text).join("\n");
}

/** A document that runs `/page.js`. */
export const pageOf = (program: string, body = ""): Record<string, string> => ({
  "/index.html": `<!doctype html><meta charset="utf-8"><title>Test</title><body>${body}<script type="module" src="/page.js"></script>`,
  "/page.js": program,
});
