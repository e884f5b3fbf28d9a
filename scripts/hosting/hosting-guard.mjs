import { createServer, request as send } from "node:http";
import { pipeline } from "node:stream";
import { listen } from "../emulators/listen.mjs";
import { localHeaders } from "./local-headers.mjs";
import { refusalOf } from "./refused-requests.mjs";

/** What concerns one connection only (RFC 9110 §7.6.1), and `Expect`, which Node answers before we are asked. */
const ofTheConnection = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
]);

/** A body of GET or HEAD means nothing (RFC 9110 §9.3.1); the emulator fails over one. */
const withoutBody = new Set(["GET", "HEAD"]);

/**
 * A proxy in front of the Hosting emulator, which a bad path ends together with all other emulators. It refuses such
 * requests and streams everything else through, both ways; where one side hangs up, the other hears of it.
 *
 * @param {{ port: number, target: number, host: string }} options `port` 0 takes any free one; `target` is the emulator's.
 */
export async function startHostingGuard({ port, target, host }) {
  const server = createServer((request, response) => {
    const refusal = refusalOf(request);
    if (refusal) answerProblem(request, response, refusal);
    else forward(request, response, { host, port: target });
  });
  return listen(server, port, host);
}

function forward(request, response, place) {
  const { method, url: path } = request;
  const headers = endToEnd(request);
  const hasBody = !withoutBody.has(method) && isFramed(request.headers);
  if (!hasBody) delete headers["content-length"];
  else if (headers["content-length"] === undefined) headers["transfer-encoding"] = "chunked";

  // A connection for each: one that is kept can end at the moment it is used again.
  const onward = send({ ...place, method, path, headers, agent: false });
  onward.on("response", (answer) => {
    response.writeHead(answer.statusCode, localHeaders(endToEnd(answer)));
    response.flushHeaders();
    pipeline(answer, response, () => undefined); // what breaks off on one side breaks off on the other
  });
  onward.on("error", () => {
    if (!response.headersSent) answerProblem(request, response, notRunning);
  });
  response.on("close", () => onward.destroy());
  if (hasBody) request.pipe(onward);
  else onward.end();
}

const isFramed = ({ "content-length": length, "transfer-encoding": coding }) =>
  coding !== undefined || Number(length) > 0;

/** All headers but the connection's, each name once. */
function endToEnd({ rawHeaders, headers: { connection = "" } }) {
  const named = connection.toLowerCase().split(/\s*,\s*/);
  const kept = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name, value] = [rawHeaders[at].toLowerCase(), rawHeaders[at + 1]];
    if (ofTheConnection.has(name) || named.includes(name)) continue;
    kept[name] = Object.hasOwn(kept, name) ? [kept[name], value].flat() : value;
  }
  return kept;
}

const notRunning = {
  type: "urn:firecast:problem:unavailable",
  title: "A service is not available right now",
  status: 503,
  detail: "The Hosting emulator does not answer.",
};

function answerProblem(request, response, problem) {
  request.resume();
  const headers = { "content-type": "application/problem+json", "cache-control": "no-store" };
  response.writeHead(problem.status, { ...headers, "x-content-type-options": "nosniff" });
  response.end(request.method === "HEAD" ? undefined : JSON.stringify(problem));
}
