import type { IncomingMessage, ServerResponse } from "node:http";
import { finished } from "node:stream/promises";
import type { RequestHandler } from "express";
import { seconds } from "../clock.js";
import { DeadlineExceeded, within } from "../firestore/grpc.js";
import { isFunctionsEmulator, servedFunction, streamsBucketIn } from "../params.js";
import { Problem } from "../problems.js";
import { handleFirst, hookRequests } from "./requestHook.js";

/** Largest request body, bytes: a publication of 100 small events or one of 64 KiB fits. */
export const maxBodyBytes = 256 * 1024;

/** The same for an append to a durable stream, where its bytes are documents. */
export const maxAppendBytes = 4 * 1024 * 1024;

/** The same where larger ones go to Cloud Storage: an instance holds a few of them, in JSON mode about four times over. */
export const maxLargeAppendBytes = 16 * 1024 * 1024;

/** Bodies above `maxAppendBytes` that an instance holds at the same time; its memory has room for no more. */
const largeBodiesAtOnce = 4;

const maxBytesOf = ({ url = "" }: IncomingMessage): number => {
  if (!/^(?:\/api)?\/ds\//.test(url)) return maxBodyBytes;
  return streamsBucketIn() === undefined ? maxAppendBytes : maxLargeAppendBytes;
};

const isLarge = (bytes: number): boolean => bytes > maxAppendBytes;

/** Of a body that was refused; its sender has had an answer by then. So many times what would have been taken. */
const maxThrownAway = 4;

/** A slow sender holds one of the instance's concurrent requests. */
const bodyArrivesWithin = seconds(15);
/** The same for one that says that it sends more than 4 MiB. */
const largeBodyArrivesWithin = seconds(28);
/** For what Node counts itself, until a request is whole. An answer, such as a stream, may take as long as it likes. */
const headersArriveWithin = seconds(15);
const requestArrivesWithin = seconds(30);

/** The bytes of a request's body, or why they were refused. */
const arrived = new WeakMap<IncomingMessage, Buffer | Problem>();

/** A request's body as it came; empty if there was none. */
export function bodyOf(req: IncomingMessage): Buffer {
  const body = arrived.get(req);
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/**
 * Reads each body, within a limit, before any framework sees the request. functions-framework and the functions emulator
 * buffer a body and inflate it up to 1 GB (its `server.js`), and answer what they cannot parse with a page of their own.
 *
 * Only in a process that serves one of these functions: what Google calls, such as a task's function, is parsed by them.
 */
export function takeInBodies(functions: readonly string[], served = servedFunction()): void {
  if (served !== undefined && !functions.includes(served)) return;
  hookRequests(({ server }) => {
    server.headersTimeout = headersArriveWithin;
    server.requestTimeout = requestArrivesWithin;
  });
  handleFirst((req, res, passOn) => {
    // At once: a stream's socket can be handed over only while its request is being read.
    if (!hasBody(req)) passOn();
    else void takeIn(req, res).then((isHere) => isHere && passOn());
  });
}

/** As the first handler of a server without that: the same. */
export const takeInBody: RequestHandler = async (req, res, next) => {
  if (await hasTakenInBody(req, res)) next();
};

/** False if the sender has gone. @throws Problem 408, 413 or 415. */
export async function hasTakenInBody(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  if (!arrived.has(req) && hasBody(req) && !(await takeIn(req, res))) return false;
  const body = arrived.get(req);
  if (body instanceof Problem) throw body;
  return true;
}

/** False if the sender has gone. What is refused is passed on without its body, so that the router answers it. */
async function takeIn(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  if (isFunctionsEmulator()) leaveOpen(req);
  const arrivesWithin = isLarge(lengthOf(req)) ? largeBodyArrivesWithin : bodyArrivesWithin;
  const body = await within(arrivesWithin, "The body", read(req, res)).catch(refusal);
  if (!body) return false;
  arrived.set(req, body);
  if (body instanceof Problem) await throwAwayBody(req, res);
  for (const name of ["content-length", "transfer-encoding"]) Reflect.deleteProperty(req.headers, name);
  return true;
}

/**
 * What still comes of the body of a request that is refused: closed while its bytes come, a connection is reset, and the
 * sender may never see the answer. Resolves when the request may be answered.
 *
 * The functions emulator, which has the whole body by then, hears no answer before it has sent all of it: a reset in between
 * ends it, together with all other emulators.
 */
export async function throwAwayBody(req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (!hasBody(req)) return;
  if (isFunctionsEmulator()) {
    leaveOpen(req);
    await finished(req.resume()).catch(() => undefined);
    return;
  }
  res.shouldKeepAlive = true;
  let left = maxThrownAway * maxBytesOf(req);
  req.on("data", ({ length }: Buffer) => {
    left -= length;
    if (left < 0) req.destroy();
  });
}

/**
 * After the answer, only this side of the connection is closed. The functions emulator, which wants each closed, ends a long
 * body with one more write, of nothing: where that fails after the answer, it ends (`functionsRuntimeWorker.js`).
 */
function leaveOpen({ socket }: IncomingMessage): void {
  socket.destroySoon = () => void socket.end();
}

async function read(req: IncomingMessage, res: ServerResponse): Promise<Buffer> {
  if (!isPlain(req.headers["content-encoding"])) throw encoded();
  const most = maxBytesOf(req);
  const length = lengthOf(req);
  if (length > most) throw tooLarge(most);
  if (isLarge(length)) return readInPlace(req, res, length);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    // What says how long it is can be refused before it comes, and is held once.
    if (bytes > Math.min(most, maxAppendBytes)) throw tooLarge(Math.min(most, maxAppendBytes), most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

let largeBodies = 0;

/** Into memory that is there once, and for as long as the request. @throws Problem 503 where there is no room. */
async function readInPlace(req: IncomingMessage, res: ServerResponse, length: number): Promise<Buffer> {
  if (largeBodies >= largeBodiesAtOnce) throw noRoom();
  largeBodies++;
  res.once("close", () => largeBodies--);
  const body = Buffer.allocUnsafe(length);
  let bytes = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false }))
    if (Buffer.isBuffer(chunk)) bytes += chunk.copy(body, bytes);
  return body.subarray(0, bytes);
}

const lengthOf = ({ headers }: IncomingMessage): number => Number(headers["content-length"] ?? 0);

function refusal(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  return error instanceof DeadlineExceeded ? tooSlow() : undefined;
}

/** With an encoding there is something to refuse also where nothing follows. */
const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined ||
  Number(headers["content-length"] ?? 0) > 0 ||
  !isPlain(headers["content-encoding"]);

const isPlain = (encodings = ""): boolean =>
  encodings.split(",").every((encoding) => ["", "identity"].includes(encoding.trim().toLowerCase()));

/** Says what would do instead (https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16). */
const encoded = (): Problem =>
  new Problem("unsupported_media_type", {
    detail: "Send the body without a Content-Encoding.",
    headers: { "Accept-Encoding": "identity" },
  });

export const tooLarge = (most = maxBodyBytes, mostWithLength = most): Problem => {
  const withLength = mostWithLength > most ? `, or ${mostWithLength} with a Content-Length` : "";
  const ofStorage =
    most === maxAppendBytes && !withLength
      ? " Larger ones need Cloud Storage, which is not set up here."
      : "";
  return new Problem("payload_too_large", { detail: `At most ${most} bytes${withLength}.${ofStorage}` });
};

const noRoom = (): Problem =>
  new Problem("unavailable", {
    detail: "Other large bodies are being received. Try again.",
    headers: { "Retry-After": "1" },
  });

const tooSlow = (): Problem => new Problem("request_timeout", { headers: { Connection: "close" } });
