import { createServer as createHttp1 } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import { createServer as createTcp } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { readJson } from "../read-json.mjs";
import { fcmAnswers } from "./fcm-answers.mjs";

const kept = 10_000;

/**
 * A stand-in for Firebase Cloud Messaging, over HTTP/2 and HTTP/1.1 on one port: takes
 * `POST /v1/projects/{project}/messages:send` and refuses what FCM refuses. On `inspectPort`:
 *
 *     GET    /messages   what it received and accepted, JSON, newest last: { at, name, message }
 *     DELETE /messages   forgets them
 *     GET    /connections  { opened, open }: how many connections came for messages
 *     POST   /failures   { target, answers: [{ code?, retryAfter?, delayMs?, hang?, hangUp?, goAway? }], always? }: how the
 *                        next messages to a target are answered; `always` repeats the last one. The target "*" is every
 *                        target. `code` is FCM's, or OK; `delayMs` takes the message and answers late; `hang` does neither;
 *                        `hangUp` cuts the connection; `goAway` answers, and ends the connection as HTTP/2 servers do.
 *
 * Port 0 takes any free one. It answers `delayMs` after it has accepted a message.
 */
export async function startFcm({ port, inspectPort, host = "127.0.0.1", delayMs = 0 }) {
  const messages = [];
  const answers = fcmAnswers();

  const receive = async (request, response) => {
    const [, project] = /^\/v1\/projects\/([^/]+)\/messages:send$/.exec(request.url) ?? [];
    if (request.method !== "POST" || !project) return respond(response, 404, { error: "no such method" });
    const { message, validate_only: isTrial } = await readJson(request);
    const { refusal, hang, goAway, ...manner } = answers.answerTo(message ?? {});
    if (hang) return;
    if (manner.hangUp) return hangUp(response);
    const lateBy = manner.delayMs ?? delayMs;
    if (goAway) response.stream?.session?.close();
    if (refusal) {
      await delay(manner.delayMs ?? 0);
      return respond(response, refusal.status, refusal.body, refusal.headers);
    }
    const name = `projects/${project}/messages/${String(Date.now())}-${messages.length + 1}`;
    if (!isTrial) messages.push({ at: new Date().toISOString(), name, message });
    if (messages.length > kept) messages.shift();
    if (lateBy > 0) await delay(lateBy, undefined, { ref: false });
    respond(response, 200, { name });
  };

  const inspect = async (request, response) => {
    const route = `${request.method} ${request.url}`;
    if (route === "GET /messages") return respond(response, 200, messages);
    if (route === "GET /connections") return respond(response, 200, sender.connections());
    if (route === "DELETE /messages") return respond(response, 204, void messages.splice(0));
    if (route === "POST /failures") return respond(response, 204, answers.script(await readJson(request)));
    respond(response, 404, { error: "GET or DELETE /messages, GET /connections, POST /failures" });
  };

  const sender = await listen(bothVersions(failSafe(receive)), port, host);
  const inspector = await listen(createHttp1(failSafe(inspect)), inspectPort, host);
  return {
    host: `${host}:${sender.port}`,
    inspectUrl: `http://${host}:${inspector.port}`,
    messages: () => [...messages],
    connections: () => sender.connections(),
    fail: (target, ...listed) => answers.script({ target, answers: listed }),
    failAlways: (target, answer) => answers.script({ target, answers: [answer], always: true }),
    forget: () => {
      messages.splice(0);
      answers.forget();
    },
    stop: async () => {
      await Promise.all([sender.close(), inspector.close()]);
    },
  };
}

/** A connection that begins as HTTP/2 does is HTTP/2. */
function bothVersions(handle) {
  const [http1, http2] = [createHttp1(handle), createHttp2(handle)];
  return createTcp((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("readable", () => {
      const start = socket.read();
      if (start === null) return;
      socket.unshift(start);
      (start.subarray(0, 3).toString() === "PRI" ? http2 : http1).emit("connection", socket);
    });
  });
}

const failSafe = (handle) => (request, response) => {
  handle(request, response).catch((error) => respond(response, 500, { error: error.message }));
};

function respond(response, status, body, headers = {}) {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

const hangUp = (response) => (response.stream?.session ?? response.socket).destroy();

async function listen(server, port, host) {
  const sockets = new Set();
  let opened = 0;
  server.on("connection", (socket) => {
    opened++;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: server.address().port,
    connections: () => ({ opened, open: sockets.size }),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        for (const socket of sockets) socket.destroy();
      }),
  };
}
