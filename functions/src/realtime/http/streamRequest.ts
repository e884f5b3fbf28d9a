import type { Request } from "express";
import { z } from "zod";
import type { Channel } from "@firecast/contract/core/channel";
import { Segment } from "@firecast/contract/core/ids";
import { maxChannelsPerStream, maxChannelsPerTicket } from "@firecast/contract/realtime";
import { asUser, type Caller, type Callers } from "../../platform/auth/caller.js";
import type { Presented, Tickets } from "../../platform/auth/tickets.js";
import type { User } from "../../platform/auth/user.js";
import { type Admitted, admit } from "../../platform/http/admit.js";
import { check, type Kit } from "../../platform/http/endpoint.js";
import { Problem } from "../../platform/problems.js";
import type { Access } from "../access.js";
import { askedChannel, listenFirst, requireReadable, distinctChannels } from "../askedChannels.js";
import { joinCursor, parseCursor, splitCursor } from "../cursor.js";
import type { Begin } from "../hub/attach.js";
import type { Follow } from "../hub/follow.js";
import type { LogReader } from "../log/reader.js";
import type { Lifecycle } from "../operations/lifecycle.js";
import type { SessionRegistry } from "../session/sessionRegistry.js";
import type { Admission, SessionRequest } from "../session/sessionRequest.js";

export const StreamQuery = z.object({
  /** Where to resume, if `Last-Event-ID` cannot be sent. */
  cursor: z.string().max(200).optional(),
  /** Newest events to begin with, if there is no cursor. */
  history: z.coerce.number().int().min(0).max(1000).default(0),
  /** `1` begins keyed channels with their state, and so again after a reset. */
  snapshot: z.enum(["0", "1"]).optional(),
  /** `1` answers as a long poll. */
  poll: z.enum(["0", "1"]).optional(),
  /** The caller's connection that this one is opened in place of: it ends, and the connection limit counts one. */
  replaces: Segment.optional(),
  /** Ticket in place of the `Authorization` header. */
  ticket: z.string().max(100).optional(),
  /** More channels, comma-separated. */
  channels: z.string().max(8000).optional(),
  /** Also the channel of this pin. */
  pinId: Segment.optional(),
});

export interface StreamDeps {
  sessions: SessionRegistry;
  /** What operators watch with `?debug=1`. */
  lifecycle: Lifecycle;
  access: Access;
  tickets: Pick<Tickets, "present">;
  /** For routes that read by themselves what has come. */
  follow: Follow;
  reader: LogReader;
  /** Every stream is answered as a long poll: the function's own time is too short for more. */
  pollOnly: boolean;
}

export interface StreamSpec<P extends z.ZodObject, Q extends z.ZodObject = z.ZodObject> {
  path: string;
  summary: string;
  params?: P;
  /** What it takes beside what every stream does. */
  query?: Q;
  /** Channels of the route itself; routes that take `?channels=` add those. */
  channels(user: User, params: z.infer<P>, query: z.infer<Q>): Channel[];
  takesChannels?: boolean;
  /** Also for callers without an account; they have no channels but those of `?channels=`. */
  anonymous?: boolean;
}

/** Who asks for which channels from where on, with what right: checked before a session is opened. */
export async function readStreamRequest<P extends z.ZodObject, Q extends z.ZodObject>(
  req: Request,
  spec: StreamSpec<P, Q>,
  { sessions, access, tickets, pollOnly }: StreamDeps,
  { callers, limits }: Kit,
): Promise<Omit<SessionRequest, "replays"> & Admitted & { poll: boolean }> {
  const brought = broughtBy(req);
  const identify = (): Promise<Opener> => {
    // A ticket has to be looked up before it is known to be none.
    if ("ticket" in req.query) limits.address(req, "calls");
    return whoOpens(req, brought, tickets, callers);
  };
  const openTo = { anonymous: spec.anonymous ?? false };
  const { caller, ticket, key } = await admit(req, limits, "opens", identify, openTo);
  const user = caller.type === "user" ? caller.user : undefined;
  const params = check(spec.params, req.params, "path");
  const query = check(StreamQuery, req.query, "query");
  const own = check(spec.query, req.query, "query");
  const most = ticket ? maxChannelsPerTicket : maxChannelsPerStream;
  const names = spec.takesChannels ? namesIn(query) : [];
  if (names.length > most) throw wrongNumber(most);
  const named = names.map((name) => askedChannel(access, caller, name, inQuery));
  const channels = distinctChannels([...(user ? spec.channels(user, params, own) : []), ...named]);
  if (channels.length === 0 || channels.length > most) throw wrongNumber(most);
  const state = query.snapshot === "1";
  const begin: Begin = brought.cursor
    ? { type: "resume", cursor: parseCursor(brought.cursor), state }
    : { type: "live", history: query.history, state };
  await listenFirst(caller, channels, access, sessions);
  await requireReadable(access, caller, channels, spec.takesChannels ? inQuery : undefined);
  const poll = pollOnly || isPoll(req, query.poll);
  return {
    user,
    key,
    channels,
    begin,
    poll,
    ...(query.replaces !== undefined && { replaces: query.replaces }),
    ...(ticket && { ticket: admission(ticket, brought.cursor) }),
  };
}

/** `Last-Event-ID`, which a browser keeps up to date, wins over `?cursor=`, which it repeats. */
function broughtBy(req: Request): { secret: string | undefined; cursor: string | undefined } {
  const [header, query] = [req.headers["last-event-id"], req.query["cursor"]];
  const texts = [header, query].filter((text) => typeof text === "string" && text !== "").map(String);
  const parts = texts.map((text) => ({ text, ...splitCursor(text) }));
  return {
    secret: parts.find(({ secret }) => secret !== undefined)?.secret,
    // A stream that ended before it stood anywhere gave nothing but its secret.
    cursor: parts.find(({ entries }) => entries.length > 0)?.text,
  };
}

interface Opener {
  caller: Caller;
  ticket?: Presented;
}

async function whoOpens(
  req: Request,
  { secret }: { secret: string | undefined },
  tickets: StreamDeps["tickets"],
  callers: Callers,
): Promise<Opener> {
  const text = req.headers.authorization === undefined ? req.query["ticket"] : undefined;
  if (typeof text !== "string") return { caller: await callers.identify(req) };
  const ticket = await tickets.present(text, { origin: req.headers.origin, secret });
  return { caller: asUser(ticket.user), ticket };
}

function admission({ id, secret, use }: Presented, cursor: string | undefined): Admission {
  const entries = cursor === undefined ? [] : splitCursor(cursor).entries;
  return { id, secret, firstCursor: joinCursor([secret, ...entries]), use };
}

const inQuery = { in: "query", pointer: "/channels" } as const;

const namesIn = ({ channels = "", pinId }: z.infer<typeof StreamQuery>): string[] => [
  ...channels.split(",").filter(Boolean),
  ...(pinId === undefined ? [] : [`pins/${pinId}`]),
];

const wrongNumber = (most: number): Problem => {
  const detail = `must name 1 to ${most} channels${most < maxChannelsPerStream ? " when a ticket opens it" : ""}`;
  return new Problem("invalid_request", { errors: [{ in: "query", pointer: "/channels", detail }] });
};

const isPoll = (req: Request, wish: "0" | "1" | undefined): boolean =>
  wish === undefined ? req.headers["x-forwarded-host"] !== undefined : wish === "1";
