import { lookup } from "node:dns/promises";
import type { IncomingMessage, RequestOptions } from "node:http";
import { isIP, type Socket } from "node:net";
import type { Readable } from "node:stream";
import { seconds } from "../clock.js";
import { isPublicAddress } from "./addresses.js";
import { type Target, targetOf } from "./targets.js";

/** Why nothing was downloaded. Callers see the reason, and nothing of what the other side said. */
export type DownloadFailure =
  "refused" | "unreachable" | "too_slow" | "too_large" | "too_many_redirects" | "answered_badly";

export class DownloadFailed extends Error {
  override readonly name = "DownloadFailed";

  constructor(
    readonly reason: DownloadFailure,
    options?: ErrorOptions,
  ) {
    super(`Download failed: ${reason}`, options);
  }
}

/** What the server said of the last version: sent along, so that an unchanged one is not sent again. */
export interface Validators {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

export type Download =
  { readonly type: "unchanged" } | (Validators & { readonly type: "content"; readonly bytes: Buffer });

export interface DownloadOptions {
  /** `host:port` of what may be private; see `targetOf`. */
  readonly allowed: readonly string[];
  /** Longest content after decompression, bytes. */
  readonly maxBytes: number;
  /** For everything together, ms. Default 10 s. */
  readonly withinMs?: number;
  readonly accept: string;
  readonly validators?: Validators;
  /** All addresses of a name; tests have their own. */
  readonly resolve?: Resolve;
}

export type Resolve = (host: string) => Promise<readonly string[]>;

const resolveAll: Resolve = async (host) =>
  (await lookup(host, { all: true, order: "verbatim" })).map(({ address }) => address);

const maxRedirects = 3;

/**
 * GETs what a user's URL names. Follows at most three redirects; each is checked as the first URL was. A name is resolved
 * once, all its addresses must be public, and the socket goes to one of them, so that a second answer of the DNS changes nothing.
 *
 * @throws DownloadFailed with a reason.
 */
export async function download(url: string, options: DownloadOptions): Promise<Download> {
  const deadline = AbortSignal.timeout(options.withinMs ?? seconds(10));
  try {
    return await followed(url, options, deadline);
  } catch (error) {
    if (error instanceof DownloadFailed) throw error;
    throw new DownloadFailed(deadline.aborted ? "too_slow" : "unreachable", { cause: error });
  }
}

async function followed(url: string, options: DownloadOptions, deadline: AbortSignal): Promise<Download> {
  let next = url;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const target = targetOf(next, options.allowed);
    if (!target) throw new DownloadFailed("refused");
    const response = await get(target, options, deadline);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && statusCode !== 304 && headers.location !== undefined) {
      response.destroy();
      next = URL.canParse(headers.location, target.url.href)
        ? new URL(headers.location, target.url).href
        : "";
      continue;
    }
    return answered(response, options, deadline);
  }
  throw new DownloadFailed("too_many_redirects");
}

async function answered(
  response: IncomingMessage,
  { maxBytes }: DownloadOptions,
  deadline: AbortSignal,
): Promise<Download> {
  const { statusCode, headers } = response;
  if (statusCode !== 200) response.destroy();
  if (statusCode === 304) return { type: "unchanged" };
  if (statusCode !== 200) throw new DownloadFailed("answered_badly");
  const bytes = await collected(response, maxBytes, deadline);
  return { type: "content", bytes, etag: headers.etag, lastModified: headers["last-modified"] };
}

async function get(
  target: Target,
  options: DownloadOptions,
  deadline: AbortSignal,
): Promise<IncomingMessage> {
  const { url, host, port, listed } = target;
  const address = await addressOf(target, options, deadline);
  const { request } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const { etag, lastModified } = options.validators ?? {};
  const requested: RequestOptions & { servername?: string } = {
    host: address,
    port,
    path: `${url.pathname}${url.search}`,
    headers: {
      host: url.host,
      accept: options.accept,
      "accept-encoding": "gzip",
      "user-agent": "Firecast",
      ...(etag !== undefined && { "if-none-match": etag }),
      ...(lastModified !== undefined && { "if-modified-since": lastModified }),
    },
    agent: false,
    signal: deadline,
    ...(isIP(host) === 0 && { servername: host }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(requested, resolve);
    sent.on("error", reject);
    sent.on("socket", (socket: Socket) =>
      socket.on("connect", () => {
        if (!listed && !isPublicAddress(socket.remoteAddress ?? ""))
          sent.destroy(new DownloadFailed("refused"));
      }),
    );
    sent.end();
  });
}

/** One address to connect to. Refused if any is private: a name that has both is meant to slip through. */
async function addressOf(
  { host, listed }: Target,
  { resolve = resolveAll }: DownloadOptions,
  deadline: AbortSignal,
): Promise<string> {
  const addresses = isIP(host) === 0 ? await before(deadline, resolve(host)) : [host];
  const [first] = addresses;
  if (first === undefined) throw new DownloadFailed("unreachable");
  if (!listed && !addresses.every(isPublicAddress)) throw new DownloadFailed("refused");
  return first;
}

/** Awaits what cannot be aborted no longer than that. */
const before = <T>(deadline: AbortSignal, answer: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    deadline.addEventListener("abort", () => reject(new DownloadFailed("too_slow")), { once: true });
    answer.then(resolve, reject);
  });

async function collected(
  response: IncomingMessage,
  maxBytes: number,
  deadline: AbortSignal,
): Promise<Buffer> {
  const content = await decoded(response);
  deadline.addEventListener("abort", () => content.destroy(new DownloadFailed("too_slow")), { once: true });
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const bytes of buffersOf(content)) {
      size += bytes.length;
      if (size > maxBytes) throw new DownloadFailed("too_large");
      chunks.push(bytes);
    }
  } finally {
    response.destroy();
  }
  return Buffer.concat(chunks);
}

/** A stream without an encoding gives nothing else. */
async function* buffersOf(content: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of content) if (Buffer.isBuffer(chunk)) yield chunk;
}

async function decoded(response: IncomingMessage): Promise<Readable> {
  const coding = response.headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (coding === "identity") return response;
  if (coding !== "gzip") throw new DownloadFailed("answered_badly");
  const { createGunzip } = await import("node:zlib");
  const plain = createGunzip();
  response.on("error", (error) => plain.destroy(error));
  return response.pipe(plain);
}
