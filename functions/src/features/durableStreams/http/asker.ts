import type { Request } from "express";
import { anonymous, type Caller, keyOf } from "../../../platform/auth/caller.js";
import { bearerToken } from "../../../platform/auth/identify.js";
import { unauthenticated } from "../../../platform/auth/refusal.js";
import type { Kit } from "../../../platform/http/endpoint.js";
import { admit } from "../../../platform/http/admit.js";
import { type Link, linkIn, looksLikeLink } from "../links.js";
import { spaceOf } from "../rules/names.js";
import type { Asker } from "../rules/rights.js";
import type { DurableStreamsDeps } from "../deps.js";

export interface Asking extends Asker {
  /** Whom the call counts for. */
  readonly key: string;
  /** Who it is apart from a link. */
  readonly caller: Caller;
  readonly link?: Link | undefined;
  /** Whether the link is in the URL: who has the one has the other, caches too. */
  readonly isLinkInUrl?: boolean;
}

/** Who calls, within limits: by a link, or as everywhere. @throws Problem 401, 403, 429. */
export async function askerOf(
  deps: Pick<DurableStreamsDeps, "settings" | "clock" | "spaces">,
  req: Request,
  kit: Kit,
  name: string | undefined,
): Promise<Asking> {
  const text = linkTextOf(req);
  if (text !== undefined) return byLink(deps, req, kit, { text, name });
  const identify = async () => ({ caller: await kit.callers.identify(req) });
  const openTo = { services: true, anonymous: name === undefined };
  const { caller, key } = await admit(req, kit.limits, "durable", identify, openTo);
  const owner = caller.type === anonymous.type ? undefined : keyOf(caller);
  const uid = caller.type === "user" ? caller.user.uid : undefined;
  return { key, caller, owner, isMember: await isMember(deps, uid, name) };
}

/** Whether a user is a member of the space that a name is in. */
export async function isMember(
  { spaces }: Pick<DurableStreamsDeps, "spaces">,
  uid: string | undefined,
  name: string | undefined,
): Promise<boolean> {
  const spaceId = name === undefined ? undefined : spaceOf(name);
  return spaceId !== undefined && uid !== undefined && spaces.isMember(uid, spaceId);
}

/** In the URL, which then is all that a client needs, or as a bearer token. */
export function linkTextOf({ query, headers }: Request): string | undefined {
  const bearer = bearerToken(headers.authorization);
  if (bearer !== undefined) return looksLikeLink(bearer) ? bearer : undefined;
  const { token } = query;
  return typeof token === "string" ? token : undefined;
}

async function byLink(
  deps: Pick<DurableStreamsDeps, "settings" | "clock" | "spaces">,
  req: Request,
  { limits }: Kit,
  { text, name }: { text: string; name: string | undefined },
): Promise<Asking> {
  const { clock, settings } = deps;
  const { linkSecret } = settings;
  const link = linkSecret === undefined ? undefined : linkIn(text, linkSecret, clock.now());
  if (!link) {
    req.res?.set(limits.address(req, "failures"));
    throw unauthenticated();
  }
  const key = `link ${link.streamId} ${limits.sourceOf(req)}`;
  req.res?.set(limits.account(key, "durable"));
  const isLinkInUrl = req.headers.authorization === undefined;
  return { key, caller: anonymous, isMember: await isMember(deps, link.by, name), link, isLinkInUrl };
}
