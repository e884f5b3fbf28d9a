import type { Publish } from "@firecast/contract/realtime";
import { type Caller, keyOf } from "../../platform/auth/caller.js";
import { Problem } from "../../platform/problems.js";
import { hiddenChannels } from "../askedChannels.js";
import type { RateLimits } from "../channelRates.js";
import { byChannel, checkPublication, type CheckDeps, type Checked } from "./publication.js";

/** Every event of a body. @throws Problem 400 or 413 */
export const checkAll = (deps: CheckDeps, caller: Caller, body: Publish): Checked[] =>
  "events" in body
    ? body.events.map((event, index) => checkPublication(deps, caller, event, ["events", index]))
    : [checkPublication(deps, caller, body, [])];

/** Asks once for each type of event of each channel. @throws Problem 403 or 404 for what the catalogue does not let the caller publish. */
export async function authorise(
  { access }: CheckDeps,
  caller: Caller,
  publications: readonly Checked[],
): Promise<void> {
  const kinds = new Map(
    publications.map((publication) => [`${publication.channel.name} ${publication.type}`, publication]),
  );
  for (const { channel, type } of kinds.values()) {
    if (await access.mayPublish(caller, channel, type)) continue;
    if (await access.maySubscribe(caller, channel)) throw new Problem("forbidden");
    throw hiddenChannels(caller, [channel], { in: "body", pointer: "/channel" });
  }
}

/** Counts what is published for its channel and its publisher. @throws Problem 429, or 400 for more than there ever is at once. */
export async function spendRates(
  rates: RateLimits,
  caller: Caller,
  publications: readonly Checked[],
): Promise<void> {
  const who = keyOf(caller) ?? caller.type;
  for (const [channel, { length }] of byChannel(publications)) await rates.take(who, channel, length);
}
