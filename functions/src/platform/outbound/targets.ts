import ipaddr from "ipaddr.js";
import { isPublicAddress } from "./addresses.js";

/** Where a request may go: checked as far as the text tells. Addresses are checked when they are connected to. */
export interface Target {
  readonly url: URL;
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  /** Listed as allowed, `host:port`: it may be private, and plain HTTP. */
  readonly listed: boolean;
}

/** The default port of HTTPS, and no other: what listens elsewhere is seldom a web server. */
const httpsPort = 443;

/** Names that only a local network resolves. */
const localName = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa)$/;

/**
 * Reads a URL that a user gave. Undefined if no request may go there: only HTTPS to public hosts at the default port, without
 * a name and password, and what `allowed` lists as `host:port`. `webcal:` and `webcals:` mean HTTPS; the first one means HTTP to
 * what is listed at another port than HTTPS has.
 */
export function targetOf(text: string, allowed: readonly string[]): Target | undefined {
  const url = parsed(text.replace(/^webcals?:/i, "https:"));
  if (!url || url.username !== "" || url.password !== "") return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  const secure = url.protocol === "https:";
  if (!secure && url.protocol !== "http:") return undefined;
  const port = url.port === "" ? (secure ? httpsPort : 80) : Number(url.port);
  if (allowed.includes(`${host}:${port}`)) {
    if (/^webcal:/i.test(text) && port !== httpsPort) url.protocol = "http:";
    return { url, host, port, listed: true };
  }
  if (!secure || port !== httpsPort || !mayBePublic(host)) return undefined;
  return { url, host, port, listed: false };
}

/** The URL parser has made dotted decimals of numbers like `0x7f.1` already. */
function mayBePublic(host: string): boolean {
  if (ipaddr.isValid(host)) return isPublicAddress(host);
  return host.includes(".") && !localName.test(host);
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
