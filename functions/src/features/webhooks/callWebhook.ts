import { type ApiStatus, automationChannel } from "@firecast/contract/automation";
import type { ActionOf } from "@firecast/contract/automations/actions";
import { channelOf } from "@firecast/contract/core/channel";
import type { Performing } from "../../platform/actions/actionKind.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { Log } from "../../platform/log.js";
import type { Resolve } from "../../platform/outbound/addressesOf.js";
import { RequestFailed } from "../../platform/outbound/requestFailed.js";
import { type Target, targetOf } from "../../platform/outbound/targets.js";
import { sendWebhook } from "../../platform/outbound/webhook.js";
import type { RateLimits } from "../../realtime/index.js";
import {
  givenUp,
  notPublic,
  outcomeOf,
  statusOf,
  type WebhookAnswer,
  type WebhookOutcome,
} from "./outcomes.js";

export interface WebhooksDeps {
  /** Tells a user how a call of theirs went. */
  tell(uid: string, status: ApiStatus): Promise<void>;
  readonly limits: RateLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** `host:port` of receivers that are not public and may be called all the same. */
  readonly privateHosts: readonly string[];
  /** For an answer, ms. Default 10 s. */
  readonly withinMs?: number;
  /** All addresses of a name. Default: as the DNS has them. */
  readonly resolve?: Resolve;
}

/**
 * Calls another server, tells the author how it went, and returns it. A repeat is sent again, under the same id: only the receiver can know
 * whether it has come before.
 */
export async function callWebhook(
  deps: WebhooksDeps,
  action: ActionOf<"webhook">,
  performing: Performing,
): Promise<WebhookOutcome> {
  const { limits, clock, privateHosts, withinMs, resolve } = deps;
  const { author, automation, key, at, spaceId, toolId, secret } = performing;
  const target = targetOf(action.url, privateHosts);
  if (!target) return givenUp(notPublic);
  if (secret === undefined) return givenUp("There is no secret to sign with");
  await limits.take(author.uid, channelOf(automationChannel, { uid: author.uid }));
  const { type, id } = automation;
  const data = { [`${type}Id`]: id, toolId, spaceId, ...action.data };
  const body = JSON.stringify({ type: `${type}.fired`, timestamp: toTimestamp(at), data });
  const begun = clock.now();
  const signed = { secret, id: key, sentAt: Math.floor(begun / 1000), body };
  const answer = await answered(sendWebhook({ target, ...signed, withinMs, resolve }));
  await tellAuthor(deps, { author, target, answer, begun });
  return outcomeOf(answer);
}

async function answered(sent: Promise<number>): Promise<WebhookAnswer> {
  try {
    return await sent;
  } catch (error) {
    if (error instanceof RequestFailed) return error.reason;
    throw error;
  }
}

interface Called extends Pick<Performing, "author"> {
  readonly target: Target;
  readonly answer: WebhookAnswer;
  /** ms since the epoch */
  readonly begun: number;
}

/** Without what a URL may hold of secrets. If it cannot be told, the call counts all the same: it would be made twice else. */
async function tellAuthor(
  { tell, clock, log }: WebhooksDeps,
  { author: { uid }, target: { url }, answer, begun }: Called,
): Promise<void> {
  const now = clock.now();
  try {
    await tell(uid, {
      provider: url.host,
      endpoint: `${url.origin}${url.pathname}`,
      status: statusOf(answer),
      responseTime: Math.max(0, now - begun),
      creditsUsed: 0,
      timestamp: toTimestamp(now),
    });
  } catch (error) {
    log.error("webhook.status_not_told", error, { uid });
  }
}
