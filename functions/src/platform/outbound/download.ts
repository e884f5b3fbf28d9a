import { seconds } from "../clock.js";
import type { Resolve } from "./addressesOf.js";
import { contentOf } from "./content.js";
import { requestTo } from "./request.js";
import { RequestFailed, withDeadline } from "./requestFailed.js";
import { targetOf } from "./targets.js";

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
  /** All addresses of a name. Default: as the DNS has them. */
  readonly resolve?: Resolve;
}

const maxRedirects = 3;

/**
 * GETs what a user's URL names. Follows at most three redirects; each is checked as the first URL was.
 *
 * @throws RequestFailed with a reason.
 */
export const download = (url: string, options: DownloadOptions): Promise<Download> =>
  withDeadline(options.withinMs ?? seconds(10), (deadline) => followed(url, options, deadline));

async function followed(url: string, options: DownloadOptions, deadline: AbortSignal): Promise<Download> {
  const { allowed, maxBytes, resolve, validators = {} } = options;
  const request = { headers: headersOf(options), deadline, resolve };
  let next = url;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const target = targetOf(next, allowed);
    if (!target) throw new RequestFailed("refused");
    const response = await requestTo(target, request);
    const { statusCode = 0, headers } = response;
    const { location, etag, "last-modified": lastModified } = headers;
    if (statusCode === 200) {
      return { type: "content", bytes: await contentOf(response, maxBytes, deadline), etag, lastModified };
    }
    response.destroy();
    if (statusCode === 304 && isConditional(validators)) return { type: "unchanged" };
    const isRedirect = statusCode >= 300 && statusCode < 400 && statusCode !== 304;
    if (!isRedirect || location === undefined) throw new RequestFailed("answered_badly");
    next = URL.canParse(location, target.url.href) ? new URL(location, target.url).href : "";
  }
  throw new RequestFailed("too_many_redirects");
}

const isConditional = ({ etag, lastModified }: Validators): boolean =>
  etag !== undefined || lastModified !== undefined;

const headersOf = ({ accept, validators: { etag, lastModified } = {} }: DownloadOptions) => ({
  accept,
  "accept-encoding": "gzip",
  ...(etag !== undefined && { "if-none-match": etag }),
  ...(lastModified !== undefined && { "if-modified-since": lastModified }),
});
