import type { IncomingMessage, OutgoingHttpHeaders, RequestOptions } from "node:http";
import { isIP, type Socket } from "node:net";
import { isPublicAddress } from "./addresses.js";
import { dnsAddresses, localAddresses, type Resolve } from "./addressesOf.js";
import { RequestFailed } from "./requestFailed.js";
import type { Target } from "./targets.js";

/** A request to where a user's URL leads. */
export interface OutboundRequest {
  /** Default GET. */
  readonly method?: "GET" | "POST";
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string;
  /** Aborts when the answer, with its body, has to be there. */
  readonly deadline: AbortSignal;
  /** All addresses of a name. Default: as the DNS has them. */
  readonly resolve?: Resolve | undefined;
}

/** Interim answers (103 Early Hints): more of them are meant to keep us busy. */
const maxInterim = 5;

/**
 * Sends a request to a target that was checked, and returns the beginning of the answer; redirects are not followed. A name
 * is resolved once, all its addresses must be public, and the socket goes to one of them, so that a second answer of the
 * DNS (rebinding) changes nothing.
 *
 * @throws RequestFailed `refused`, or any error where the server is not reached, or not in time.
 */
export async function requestTo(target: Target, request: OutboundRequest): Promise<IncomingMessage> {
  const { url, host, port, listed } = target;
  const { method = "GET", headers, body, deadline } = request;
  const address = await addressOf(target, request);
  const http = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const options: RequestOptions & { servername?: string } = {
    host: address,
    port,
    method,
    path: `${url.pathname}${url.search}`,
    headers: { host: url.host, "user-agent": "Firecast", ...headers },
    agent: false,
    signal: deadline,
    ...(isIP(host) === 0 && { servername: host }),
  };
  return new Promise((resolve, reject) => {
    const sent = http.request(options, resolve);
    sent.on("error", reject);
    sent.on("socket", (socket: Socket) =>
      socket.on("connect", () => {
        if (!listed && !isPublicAddress(socket.remoteAddress ?? ""))
          sent.destroy(new RequestFailed("refused"));
      }),
    );
    let interim = 0;
    sent.on("information", () => {
      if (++interim > maxInterim) sent.destroy(new RequestFailed("answered_badly"));
    });
    sent.end(body);
  });
}

/** One address to connect to. Refused if any is private: a name that has both is meant to slip through. */
async function addressOf(
  { host, listed }: Target,
  { resolve = listed ? localAddresses : dnsAddresses(), deadline }: OutboundRequest,
): Promise<string> {
  const addresses = isIP(host) === 0 ? await before(deadline, resolve(host)) : [host];
  const [first] = addresses;
  if (first === undefined) throw new RequestFailed("unreachable");
  if (!listed && !addresses.every(isPublicAddress)) throw new RequestFailed("refused");
  return first;
}

/** Awaits what cannot be aborted no longer than that. */
const before = <T>(deadline: AbortSignal, answer: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    deadline.addEventListener("abort", () => reject(new RequestFailed("too_slow")), { once: true });
    answer.then(resolve, reject);
  });
