import { setTimeout as pause } from "node:timers/promises";
import { channelOf } from "@firecast/contract/core/channel";
import { userChannel } from "@firecast/contract/realtime";
import { globalChannel } from "@firecast/contract/system";
import { featureActions } from "../../functions/test/support/featureActions.js";
import type { inbox as inboxManifest } from "../../functions/src/features/inbox/manifest.js";
import type { notifications as notificationsManifest } from "../../functions/src/features/notifications/manifest.js";
import type { Instance } from "../../functions/src/compose.js";
import { wireOf } from "./texts.js";
import type { SequencedEvent } from "../../functions/src/realtime/log/event.js";

/**
 * Preloaded into a Firecast server: drives its parts from inside, below HTTP. The instance is the one that serves the
 * requests, from the built package.
 */
type Question =
  | { type: "emit"; count: number; chars?: number }
  | { type: "sentAt" }
  | { type: "append"; posters: number; ms: number }
  | { type: "commits" }
  | { type: "fanOut"; uids: string[]; atOnce: number }
  | { type: "answers"; uid: string; from: number; count: number; ms: number };

const channelName = "global";
const built = (path: string): string => new URL(`../../functions/lib/${path}`, import.meta.url).href;
let sentAt: number[] = [];
let epoch: string | undefined;

process.on("message", (question: Question) => {
  if (question.type === "emit") void emit(question.count, question.chars).catch(fail);
  if (question.type === "sentAt") {
    process.send?.({ answer: sentAt });
    sentAt = [];
  }
  if (question.type === "append") {
    void append(question.posters, question.ms).then((answer) => process.send?.({ answer }), fail);
  }
  if (question.type === "commits") {
    void countCommits().then((answer) => process.send?.({ answer }), fail);
  }
  if (question.type === "answers") {
    void answerAll(question).then((answer) => process.send?.({ answer }), fail);
  }
  if (question.type === "fanOut") {
    void fanOut(question.uids, question.atOnce).then((answer) => process.send?.({ answer }), fail);
  }
});

const fail = (error: unknown): void => void process.send?.({ failure: String(error) });

async function theInstance(): Promise<Instance> {
  const { instance } = (await import(built("instance.js"))) as { instance: Instance };
  return instance;
}

/** Hands events to the hub in one turn, as the log does with a commit of several; `chars` makes each that much longer. */
async function emit(count: number, chars = 0): Promise<void> {
  const { core } = await theInstance();
  epoch ??= await begin(core);
  const events: SequencedEvent[] = [];
  for (let seq = core.hub.headOf(channelName) + 1; events.length < count; seq++) {
    events.push({
      channel: channelName,
      epoch,
      seq,
      type: "system:health_update",
      wire: wireOf(channelName, seq, chars),
    });
  }
  const now = Number(process.hrtime.bigint()) / 1e6;
  for (let index = 0; index < count; index++) sentAt.push(now);
  core.hub.offer(events);
}

/** A hub looks up in the log what it hears of an empty channel, so the first event is a real one. */
async function begin({ reader, publisher }: Instance["core"]): Promise<string> {
  const { epoch: known } = await reader.head(channelName);
  if (known) return known;
  const event = { type: "system:health_update", data: { status: "ok" } } as const;
  await publisher.append({ channel: channelOf(globalChannel, {}), events: [event] });
  return (await reader.head(channelName)).epoch;
}

/** Appends to one channel from `posters` loops for `ms`; answers how many events a second. */
async function append(posters: number, ms: number): Promise<number> {
  const { core } = await theInstance();
  const channel = channelOf(userChannel, { uid: `bench-${process.pid}` });
  const event = { type: "user:signal:sent", data: { topic: "bench", payload: "x".repeat(120) } } as const;
  const begun = performance.now();
  const deadline = begun + ms;
  let appended = 0;
  const poster = async (): Promise<void> => {
    for (; performance.now() < deadline; appended++)
      await core.publisher.append({ channel, events: [event] });
  };
  await Promise.all(Array.from({ length: posters }, poster));
  return appended / ((performance.now() - begun) / 1000);
}

let commits: { count: number } | undefined;

/** How many commits this process has sent to Firestore since it was first asked. */
async function countCommits(): Promise<number> {
  if (commits) return commits.count;
  const { WriteBatch } = await import("../../functions/node_modules/firebase-admin/lib/firestore/index.js");
  const counted = (commits = { count: 0 });
  const commit = Reflect.get(WriteBatch.prototype, "commit");
  WriteBatch.prototype.commit = function () {
    counted.count++;
    return commit.call(this);
  };
  return counted.count;
}

/** Tells one host of many answers to an invitation, evenly over `ms`; answers how long it took, ms. */
async function answerAll({ uid, from, count, ms }: Extract<Question, { type: "answers" }>): Promise<number> {
  const inbox = featureActions(await theInstance(), { name: "inbox" } as typeof inboxManifest);
  const event = { spaceId: "lobby", spaceName: "Lobby", eventId: "e1", eventTitle: "Stand-up" };
  const begun = performance.now();
  const answer = async (_: unknown, index: number): Promise<void> => {
    await pause((index * ms) / count);
    const actor = `u${from + index}`;
    const payload = { ...event, uid: actor, status: "yes" };
    const at = new Date().toISOString();
    await inbox.add({ uid, type: "rsvp_update", cause: `rsvp ${actor}`, payload, actor, at });
  };
  await Promise.all(Array.from({ length: count }, answer));
  return performance.now() - begun;
}

const chunkSize = 200;

/** Tells all of them the same, in chunks as tasks carry them; answers how many rows a second. */
async function fanOut(uids: readonly string[], atOnce: number): Promise<number> {
  const notifications = featureActions(await theInstance(), {
    name: "notifications",
  } as typeof notificationsManifest);
  const chunks = Array.from({ length: Math.ceil(uids.length / chunkSize) }, (_, index) =>
    uids.slice(index * chunkSize, (index + 1) * chunkSize),
  );
  const notice = {
    type: "tool_deployed",
    cause: `bench ${performance.now()}`,
    payload: { toolId: "poll", toolName: "Poll", spaceId: "lobby", spaceName: "Lobby", uid: "alice" },
    actor: "alice",
    at: new Date().toISOString(),
  } as const;
  const begun = performance.now();
  const worker = async (): Promise<void> => {
    for (let chunk = chunks.pop(); chunk; chunk = chunks.pop()) {
      await notifications.addChunk({ ...notice, uids: [...chunk] });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return uids.length / ((performance.now() - begun) / 1000);
}
