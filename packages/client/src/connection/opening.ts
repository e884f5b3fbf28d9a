import type { Asked, Link, LinkHandlers } from "../stream/link.js";
import { openStreamLink } from "../stream/streamLink.js";
import type { PoolHost } from "./host.js";
import type { Identity } from "./tokens.js";

/** Fetches what a link needs; the link is opened by calling what this resolves with. */
export async function prepareLink(
  host: PoolHost,
  asked: Asked,
  { token }: Identity,
): Promise<(handlers: LinkHandlers) => Link> {
  const { env, streamUrl, socketUrl } = host;
  const query = new URLSearchParams();
  if (asked.replaces !== undefined) query.set("replaces", asked.replaces);
  if (host.ticket && token !== undefined) {
    const { fetchTicket } = await host.later.load();
    query.set("ticket", await fetchTicket(host.request));
  }
  const bearer = host.ticket ? undefined : token;
  if (asked.transport === "socket") {
    // A subscription to one of the channels of an event hears it there.
    query.set("copies", "1");
    const appCheck = await env.appCheckToken?.({ limitedUse: false });
    if (appCheck !== undefined) query.set("appCheck", appCheck);
    const openSocketLink = await env.parts.socketLink();
    const url = `${socketUrl}/api/ws?${query.toString()}`;
    return (handlers) => openSocketLink(env, { url, bearer, asked }, handlers);
  }
  query.set("channels", asked.channels.join(","));
  if (asked.transport === "poll") query.set("poll", "1");
  const url = `${streamUrl}/api/sse/stream?${query.toString()}`;
  return (handlers) => openStreamLink(env, { url, bearer, withCookie: token === undefined, asked }, handlers);
}
