import { automationChannel } from "@firecast/contract/automation";
import { channelOf } from "@firecast/contract/core/channel";
import { ActionFailed } from "../../platform/actions/actionFailed.js";
import { actionKind } from "../../platform/actions/actionKind.js";
import { Problem } from "../../platform/problems.js";
import type { FeatureKit, Manifest } from "../feature.js";
import type { WebhooksDeps } from "./callWebhook.js";

/** What automations call other servers with. */
export const webhooks = {
  name: "webhooks",
  build: (kit) => {
    const { privateHosts } = kit.settings;
    const deps: WebhooksDeps = {
      ...kit,
      privateHosts,
      tell: async (uid, data) => {
        const channel = channelOf(automationChannel, { uid });
        await kit.publisher.append({ channel, events: [{ type: "automation:api_status", data }] });
      },
    };
    return {
      name: "webhooks",
      actions: {},
      performs: [
        actionKind({
          type: "webhook",
          check: async ({ url }) => {
            const { targetOf } = await import("../../platform/outbound/targets.js");
            if (!targetOf(url, privateHosts)) throw refusedUrl();
          },
          perform: async (action, performing) => {
            const { callWebhook } = await import("./callWebhook.js");
            const outcome = await callWebhook(deps, action, performing);
            if (outcome.type === "failed") throw new ActionFailed(outcome.reason, outcome.consequence);
          },
        }),
      ],
    };
  },
} satisfies Manifest<FeatureKit>;

/** The same words whatever is wrong with it: it is not for callers to find out what our network looks like. */
function refusedUrl(): Problem {
  const detail = "must be an https: address of a public host, without a port or a password";
  return new Problem("invalid_request", { errors: [{ in: "body", pointer: "/url", detail }] });
}
