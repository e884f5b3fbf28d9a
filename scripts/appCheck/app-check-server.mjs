import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { listen } from "../emulators/listen.mjs";
import { readJson } from "../read-json.mjs";
import { tokenIssuer } from "./app-check-tokens.mjs";

const kept = 10_000;

/**
 * A stand-in for Firebase App Check, as firebase-admin asks it: keys at `GET /v1/jwks`, and the replay check at
 * `POST /v1beta/projects/{project}:verifyAppCheckToken`. Of its own:
 *
 *     POST   /tokens    { appId?, project?, ttlSeconds? }: what an attestation provider would get: { token, ttl }. Any page may ask.
 *     GET    /consumed  how many tokens were used up
 *     POST   /failures  { at: "keys" | "replays", status?, hangMs?, times? }: how the next requests there are answered
 *
 * Port 0 takes any free one.
 */
export async function startAppCheck({ port, host = "127.0.0.1" }) {
  const issuer = tokenIssuer();
  const consumed = new Set();
  const failures = { keys: [], replays: [] };
  const asked = { keys: 0, replays: 0 };

  const fail = ({ at, times = 1, ...how }) => failures[at].push(...Array.from({ length: times }, () => how));

  const failing = async (at, response) => {
    asked[at]++;
    const how = failures[at].shift();
    if (how?.hangMs) await delay(how.hangMs, undefined, { ref: false });
    if (how?.status) respond(response, how.status, googleError(how.status, "UNAVAILABLE"));
    return how?.status !== undefined;
  };

  const keys = async (_request, response) => {
    if (await failing("keys", response)) return;
    respond(response, 200, { keys: [issuer.publicKey] });
  };

  const replay = async (request, response) => {
    const { app_check_token: token } = await readJson(request);
    if (await failing("replays", response)) return;
    if (!request.headers.authorization?.startsWith("Bearer "))
      return respond(response, 401, googleError(401, "UNAUTHENTICATED"));
    const [, project] = replays.exec(request.url);
    const id = issuer.idOf(token, project);
    if (id === undefined) return respond(response, 400, googleError(400, "INVALID_ARGUMENT"));
    const alreadyConsumed = consumed.has(id);
    consumed.add(id);
    if (consumed.size > kept) consumed.delete(consumed.values().next().value);
    respond(response, 200, alreadyConsumed ? { alreadyConsumed } : {}); // false is left out, as by Google
  };

  const routes = [
    ["GET", /^\/v1\/jwks$/, keys],
    ["POST", replays, replay],
    [
      "POST",
      /^\/tokens$/,
      async (request, response) => respond(response, 200, issuer.issue(await readJson(request))),
    ],
    ["GET", /^\/consumed$/, (_request, response) => respond(response, 200, { consumed: consumed.size })],
    [
      "POST",
      /^\/failures$/,
      async (request, response) => respond(response, 204, fail(await readJson(request))),
    ],
  ];

  const server = createServer((request, response) => {
    const [, , handle] =
      routes.find(([method, path]) => method === request.method && path.test(request.url)) ?? [];
    if (request.method === "OPTIONS") return respond(response, 204);
    if (!handle) return respond(response, 404, { error: "no such method" });
    Promise.resolve(handle(request, response)).catch((error) =>
      respond(response, 500, { error: error.message }),
    );
  });
  const { port: given, stop } = await listen(server, port, host);
  return {
    host: `${host}:${given}`,
    url: `http://${host}:${given}`,
    issue: (wanted = {}) => issuer.issue(wanted).token,
    asked: () => ({ ...asked }),
    fail,
    stop,
  };
}

const replays = /^\/v1beta\/projects\/([\w-]+):verifyAppCheckToken$/;

const googleError = (code, status) => ({
  error: { code, status, message: `The stand-in answers ${status}.` },
});

/** Pages of any origin: what is issued here is worth nothing elsewhere. */
const headers = {
  "content-type": "application/json",
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "content-type",
};

function respond(response, status, body) {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, headers);
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
