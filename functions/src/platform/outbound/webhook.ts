import { createHmac } from "node:crypto";
import { seconds } from "../clock.js";
import type { Ids } from "../ids.js";
import type { Resolve } from "./addressesOf.js";
import { requestTo } from "./request.js";
import { withDeadline } from "./requestFailed.js";
import type { Target } from "./targets.js";

/** What a webhook is signed with, in the form of https://www.standardwebhooks.com: 256 random bits. */
export const webhookSecret = (ids: Pick<Ids, "secret">): string =>
  `whsec_${Buffer.from(ids.secret(), "base64url").toString("base64")}`;

interface Signed {
  /** What the receiver knows a repeat by. */
  readonly id: string;
  /** When it is sent, s since the epoch: receivers refuse what is old. */
  readonly sentAt: number;
  readonly body: string;
}

/** The header `webhook-signature`. */
export function signatureOf(secret: string, { id, sentAt, body }: Signed): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${sentAt}.${body}`).digest("base64")}`;
}

export interface Webhook extends Signed {
  readonly target: Target;
  readonly secret: string;
  /** Until the answer has begun, ms. Default 10 s. */
  readonly withinMs?: number | undefined;
  readonly resolve?: Resolve | undefined;
}

/**
 * POSTs a signed body. Returns the status; of the rest of the answer nothing is read. Redirects are not followed.
 *
 * @throws RequestFailed with a reason.
 */
export const sendWebhook = ({ target, secret, withinMs = seconds(10), resolve, ...signed }: Webhook) =>
  withDeadline(withinMs, async (deadline): Promise<number> => {
    const { id, sentAt, body } = signed;
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "webhook-id": id,
      "webhook-timestamp": String(sentAt),
      "webhook-signature": signatureOf(secret, signed),
    };
    const response = await requestTo(target, { method: "POST", headers, body, deadline, resolve });
    response.destroy();
    return response.statusCode ?? 0;
  });
