import { once } from "node:events";
import { createServer, IncomingMessage, request, type RequestListener, type Server } from "node:http";
import { type Duplex, duplexPair } from "node:stream";
import { text } from "node:stream/consumers";
import type { Request } from "express";
import { z } from "zod";
import { ApiCall } from "@firecast/contract/callables";
import { Problem, type ProblemDocument } from "../problems.js";
import { type Called, errorOf } from "./callable.js";
import { check } from "./endpoint.js";
import { routeFor, type RouteTable } from "./routes.js";

interface Api {
  app: RequestListener;
  table: RouteTable;
}

const json = "application/json";

/** What the answer depends on, beside who asks: where the caller is, and which app it is. */
const passedOn = ["authorization", "x-forwarded-for", "x-firebase-appcheck", "user-agent"];

/**
 * The callable function `call`: a request of the API as a call, without its headers. The session cookie is not looked at:
 * a page of any origin may call.
 * @throws HttpsError with the problem that the API answered; Problem 400 for a stream.
 */
export function callFunction({ app, table }: Api) {
  const server = createServer(app);
  return async ({ req, data }: Pick<Called, "req" | "data">): Promise<unknown> => {
    const { method, path, body, idempotencyKey } = check(ApiCall, data, "body");
    const route = routeFor(table(path.split("?", 1)[0] ?? ""), method);
    if (route && (route.produces ?? json) !== json) throw noJson(path);
    const headers = {
      ...Object.fromEntries(
        passedOn.flatMap((name) => (name in req.headers ? [[name, req.headers[name]]] : [])),
      ),
      ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
      ...(body !== undefined && { "content-type": json }),
    };
    const asked = request({ method, path, headers, createConnection: () => connect(server, req) });
    asked.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = z.tuple([z.instanceof(IncomingMessage)]).parse(await once(asked, "response"));
    const content = await text(answer);
    if ((answer.statusCode ?? 500) >= 400) throw refusal(content, Number(answer.headers["retry-after"]));
    return content === "" ? null : readable(content);
  };
}

/** A connection in memory to a server that listens nowhere (https://nodejs.org/api/http.html#event-connection). */
function connect(server: Server, { socket: { remoteAddress } }: Request): Duplex {
  const [near, far] = duplexPair();
  server.emit("connection", Object.assign(far, { remoteAddress }));
  return near;
}

function refusal(content: string, retryAfter: number) {
  const document = Document.parse(JSON.parse(content));
  return errorOf({ ...document, ...(retryAfter > 0 && { retryAfter }) });
}

/** As our own router writes it. */
const Document = z.custom<ProblemDocument>((value) => typeof value === "object" && value !== null);

/** Firebase's SDKs fail on an object that has a field `@type`: such an answer comes as text. */
const readable = (content: string): unknown =>
  content.includes('"@type"') ? { json: content } : JSON.parse(content);

const noJson = (path: string): Problem =>
  new Problem("invalid_request", {
    errors: [
      {
        in: "body",
        pointer: "/path",
        detail: `${path.slice(0, 100)} is no JSON: call \`subscribe\` for streams`,
      },
    ],
  });
