import { createServer } from "node:http";
import { listen } from "../emulators/listen.mjs";
import { signal } from "../emulators/processes.mjs";
import { hostingPort } from "../project.mjs";

const origins = ["localhost", "127.0.0.1"].map((host) => `http://${host}:${hostingPort}`);

/**
 * `POST /kill/<name>` kills a server at once, as a machine does that goes: the app's chaos menu asks for it, and its origin alone is
 * heard. No function does this: it is there while `npm start` runs, on loopback.
 *
 * @param {Record<string, () => number | undefined>} servers names, and the process that each has at the moment
 */
export async function startChaos(port, servers, host = "127.0.0.1") {
  const server = createServer((request, response) => {
    const { origin } = request.headers;
    if (!origins.includes(origin)) return void response.writeHead(403).end();
    response.setHeader("Access-Control-Allow-Origin", origin);
    const [, name] = /^\/kill\/(\w+)$/.exec(request.url ?? "") ?? [];
    if (request.method !== "POST" || name === undefined || !Object.hasOwn(servers, name))
      return void response.writeHead(404).end();
    const pid = servers[name]();
    if (pid !== undefined) signal(pid, "SIGKILL");
    response.writeHead(204).end();
  });
  return listen(server, port, host);
}
