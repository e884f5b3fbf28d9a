import type { IncomingMessage } from "node:http";
import { bearerProtocolPrefix } from "@firecast/contract/sockets";
import { asUser, type Caller } from "../../platform/auth/caller.js";
import { sessionCookie } from "../../platform/auth/identify.js";
import { type Admitted, admit } from "../../platform/http/admit.js";
import { sameOrigin } from "../../platform/http/origins.js";
import { Problem } from "../../platform/problems.js";
import type { SocketDeps } from "./socketDeps.js";

export interface Connecting extends Admitted {
  caller: Caller;
  /** It has brought no proof of identity: it may say later who it is. */
  isUnknown: boolean;
}

/**
 * Who opens a socket: by a bearer token in the header, or in a subprotocol where none can be set; by a ticket in the URL; or by the
 * session cookie. There is no CORS for WebSockets, and browsers send cookies along from every page
 * (https://cheatsheetseries.owasp.org/cheatsheets/WebSocket_Security_Cheat_Sheet.html): so a foreign origin is refused
 * whatever it brings, and a cookie counts from an origin of ours alone.
 * @throws Problem 401, 403, 429, 503
 */
export async function whoConnects(req: IncomingMessage, deps: SocketDeps): Promise<Connecting> {
  const { headers } = req;
  headers.authorization ??= bearerIn(headers["sec-websocket-protocol"]);
  const ticket = headers.authorization === undefined ? ticketIn(req) : undefined;
  const asked = { route: "/ws", isOpen: ticket !== undefined };
  await deps.appCheck?.admit(req, asked, inQuery(req, "appCheck"));
  const byCookie = headers.authorization === undefined && ticket === undefined && hasCookie(req);
  const isOurs = sameOrigin(req, deps.settings.allowedOrigins);
  if (!isOurs && (headers.origin !== undefined || byCookie)) throw new Problem("foreign_origin");
  const identify = async (): Promise<{ caller: Caller }> => {
    if (ticket === undefined) return { caller: await deps.callers.identify(req) };
    // It has to be looked up before it is known to be none.
    deps.limits.address(req, "calls");
    const presented = await deps.tickets.present(ticket, { origin: headers.origin, secret: undefined });
    await presented.use();
    return { caller: asUser(presented.user) };
  };
  const admitted = await admit(req, deps.limits, "opens", identify, { anonymous: true });
  const isUnknown = headers.authorization === undefined && ticket === undefined && !byCookie;
  return { ...admitted, isUnknown };
}

/** Undefined where none is offered. */
function bearerIn(protocols: string | undefined): string | undefined {
  const offered = protocols?.split(",").map((protocol) => protocol.trim());
  const token = offered?.find((protocol) => protocol.startsWith(bearerProtocolPrefix));
  return token && `Bearer ${token.slice(bearerProtocolPrefix.length)}`;
}

const hasCookie = ({ headers }: IncomingMessage): boolean => sessionCookie(headers.cookie) !== undefined;

const ticketIn = (req: IncomingMessage): string | undefined => inQuery(req, "ticket")?.slice(0, 200);

const inQuery = ({ url = "" }: IncomingMessage, name: string): string | undefined =>
  new URLSearchParams(url.split("?")[1]).get(name) ?? undefined;
