import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { readJson } from "../read-json.mjs";
import { partsOf } from "./multipart.mjs";

/** A page of a list, as by Google. */
const mostListed = 1000;

/**
 * A stand-in for Cloud Storage, as @google-cloud/storage asks it at STORAGE_EMULATOR_HOST: uploads in one request, reads, ranges,
 * lists and deletions of the JSON API, with their preconditions. (The emulator of firebase-tools knows no preconditions, and has to
 * load its rules from the network.) Clients of Firebase, which ask under `/v0/`, are refused: the rules are "deny all". Of its own:
 *
 *     GET    /objects?prefix=…  their names, sizes and buckets
 *     POST   /failures          { at: "upload" | "read" | "delete", status?, hangMs?, times?, after?, cut? }: how the next requests there are
 *                               answered; `after`: once they have taken effect; `cut`: of what is read, so many bytes are missing.
 *
 * Port 0 takes any free one.
 */
export async function startStorage({ port, host = "127.0.0.1" }) {
  /** By bucket and name, in order. */
  const objects = new Map();
  const failures = { upload: [], read: [], delete: [] };
  let generations = Date.now() * 1000;

  const fail = ({ at, times = 1, ...how }) => failures[at].push(...Array.from({ length: times }, () => how));

  /** Whether the request was answered by a failure that was asked for. */
  const failing = async (how, response) => {
    if (how?.hangMs) await delay(how.hangMs, undefined, { ref: false });
    if (how?.status) respond(response, how.status, googleError(how.status, "as asked for"));
    return how?.status !== undefined;
  };

  const upload = async (request, response, { bucket }, query) => {
    const how = failures.upload.shift();
    if (!how?.after && (await failing(how, response))) return;
    const [metadata, content] = partsOf(await bytesOf(request), request.headers["content-type"]);
    const name = query.get("name") ?? JSON.parse(metadata).name;
    const key = keyOf(bucket, name);
    if (!isAsExpected(objects.get(key), query)) return refuse(response);
    const { contentType = "application/octet-stream" } = JSON.parse(metadata);
    const object = { bucket, name, content, contentType, generation: String(++generations) };
    objects.set(key, { ...object, timeCreated: new Date().toISOString() });
    if (how?.after && (await failing(how, response))) return;
    respond(response, 200, described(objects.get(key)));
  };

  const get = async (request, response, { bucket, name }, query) => {
    const how = failures.read.shift();
    if (await failing(how, response)) return;
    const object = objects.get(keyOf(bucket, name));
    if (!object) return missing(response, `${bucket}/${name}`);
    if (query.get("alt") !== "media") return respond(response, 200, described(object));
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
    const { content } = object;
    const from = Number(first ?? 0);
    const to = Math.min(last ? Number(last) + 1 : content.length, content.length);
    if (from > 0 && from >= content.length) return respond(response, 416, googleError(416, "no such range"));
    response.writeHead(first === undefined ? 200 : 206, {
      "content-type": object.contentType,
      "x-goog-generation": object.generation,
      "x-goog-stored-content-encoding": "identity",
      ...(first !== undefined && { "content-range": `bytes ${from}-${to - 1}/${content.length}` }),
    });
    response.end(content.subarray(from, to - (how?.cut ?? 0)));
  };

  const remove = async (_request, response, { bucket, name }, query) => {
    if (await failing(failures.delete.shift(), response)) return;
    const key = keyOf(bucket, name);
    if (!objects.has(key)) return missing(response, `${bucket}/${name}`);
    if (!isAsExpected(objects.get(key), query)) return refuse(response);
    objects.delete(key);
    respond(response, 204);
  };

  const list = (_request, response, { bucket }, query) => {
    const after = query.get("pageToken") ?? "";
    const most = Math.min(mostListed, Number(query.get("maxResults") ?? mostListed));
    const found = named(query.get("prefix"))
      .filter((object) => object.bucket === bucket && object.name > after)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const page = found.slice(0, most);
    const nextPageToken = found.length > most ? page.at(-1).name : undefined;
    respond(response, 200, { kind: "storage#objects", nextPageToken, items: page.map(described) });
  };

  const named = (prefix) => [...objects.values()].filter(({ name }) => name.startsWith(prefix ?? ""));
  const tell = (_request, response, _at, query) => {
    const found = named(query.get("prefix"));
    respond(
      response,
      200,
      found.map(({ bucket, name, content }) => ({ bucket, name, size: content.length })),
    );
  };

  const routes = [
    ["POST", /^\/upload\/storage\/v1\/b\/(?<bucket>[^/]+)\/o$/, upload],
    ["GET", /^\/b\/(?<bucket>[^/]+)\/o\/(?<name>[^/]+)$/, get],
    ["DELETE", /^\/b\/(?<bucket>[^/]+)\/o\/(?<name>[^/]+)$/, remove],
    ["GET", /^\/b\/(?<bucket>[^/]+)\/o$/, list],
    ["GET", /^\/objects$/, tell],
    [
      "POST",
      /^\/failures$/,
      async (request, response) => respond(response, 204, fail(await readJson(request))),
    ],
  ];

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://storage");
    if (pathname.startsWith("/v0/")) return respond(response, 403, googleError(403, "denied by rules"));
    for (const [method, path, handle] of routes) {
      const at = path.exec(pathname);
      if (!at || method !== request.method) continue;
      const names = Object.entries(at.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]);
      Promise.resolve(handle(request, response, Object.fromEntries(names), searchParams)).catch((error) =>
        respond(response, 500, googleError(500, error.message)),
      );
      return;
    }
    respond(response, 404, googleError(404, "no such method"));
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${server.address().port}`,
    names: (prefix) => named(prefix).map(({ name }) => name),
    fail,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

const keyOf = (bucket, name) => `${bucket}/${name}`;

/** 0 stands for: there is none. */
function isAsExpected(object, query) {
  const wanted = query.get("ifGenerationMatch");
  return wanted === null || wanted === (object?.generation ?? "0");
}

const described = ({ bucket, name, content, contentType, generation, timeCreated }) => ({
  kind: "storage#object",
  ...{ bucket, name, contentType, generation, timeCreated, metageneration: "1" },
  size: String(content.length),
  md5Hash: createHash("md5").update(content).digest("base64"),
});

async function bytesOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const googleError = (code, message) => ({
  error: { code, message, errors: [{ message, domain: "global", reason: String(code) }] },
});

const refuse = (response) => respond(response, 412, googleError(412, "a precondition does not hold"));
const missing = (response, what) => respond(response, 404, googleError(404, `No such object: ${what}`));

function respond(response, status, body) {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
