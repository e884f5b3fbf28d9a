import { createInterface, emitKeypressEvents } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { Message, ReadReceipt, Typing } from "@firecast/contract/space/chat";
import type { WireEvent } from "@firecast/contract/core/events";
import { type DemoUser, signIn } from "./client.js";

const space = "/spaces/lobby/chat";

/** Said when nobody sits at the keyboard. */
const script = [
  ["alice", "Good morning! Does this arrive?"],
  ["bob", "It does. @alice, who keeps the order?"],
  ["alice", "The log: one commit per message, numbered without a gap."],
  ["bob", "And if a server dies now?"],
  ["alice", "Try it: kill -9 whichever you like. I come back where I was."],
] as const;

const [alice, bob] = await Promise.all([signIn("alice"), signIn("bob")]);
const users: Record<string, DemoUser> = { alice, bob };
const stopped = new AbortController();
const seenByBoth = new Map<string, number>();

function say(user: DemoUser, text: string): void {
  const column = user === alice ? "" : " ".repeat(56);
  console.log(`${column}[${user.name} sees] ${text}`);
}

async function follow(user: DemoUser): Promise<void> {
  const note = (text: string): void => console.log(`  -- ${user.name}: ${text}`);
  for await (const event of user.watch(`${space}/stream`, stopped.signal, note)) await show(user, event);
}

async function show(user: DemoUser, event: WireEvent): Promise<void> {
  switch (event.type) {
    case "chat:message:created": {
      const { id, authorId, text } = Message.parse(event.data);
      say(user, `#${event.seq ?? ""} ${authorId}: ${text}`);
      seenByBoth.set(id, (seenByBoth.get(id) ?? 0) + 1);
      if (authorId !== user.name) await user.send("POST", `${space}/read`, { lastReadMessageId: id });
      return;
    }
    case "chat:typing": {
      const { uid, typing } = Typing.parse(event.data);
      if (uid !== user.name && typing) say(user, `${uid} is typing`);
      return;
    }
    case "chat:read": {
      const { uid, lastReadSeq } = ReadReceipt.parse(event.data);
      if (uid !== user.name) say(user, `${uid} has read up to #${lastReadSeq}`);
      return;
    }
    case "presence:joined":
    case "presence:left":
      say(user, `${event.type} ${JSON.stringify(event.data)}`);
  }
}

async function play(): Promise<void> {
  for (const [name, text] of script) {
    const user = users[name];
    if (!user) continue;
    await user.send("POST", `${space}/typing`, { typing: true });
    await delay(600);
    await user.send("POST", space, { text });
    await delay(900);
  }
}

/** Lines go out as alice; `bob: …` as bob. The first key of a line says that alice is typing. */
async function converse(): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stdout, terminal: true });
  let typing = false;
  emitKeypressEvents(process.stdin, lines);
  process.stdin.on("keypress", (key: string | undefined) => {
    if (typing || !key || key < " ") return;
    typing = true;
    alice.send("POST", `${space}/typing`, { typing: true }).catch(report);
  });
  console.log("Type a line for alice, or `bob: a line` for bob; Ctrl-D ends.\n");
  for await (const line of lines) {
    typing = false;
    const [, name = "alice", text = ""] = /^(?:(alice|bob):\s*)?(.*)$/.exec(line) ?? [];
    if (text.trim()) await (users[name] ?? alice).send("POST", space, { text });
  }
}

const report = (error: unknown): void => console.error(error instanceof Error ? error.message : error);

const following = Promise.all([follow(alice), follow(bob)]);
await delay(1500);
await (process.stdin.isTTY ? converse() : play());
await delay(1500);
stopped.abort();
await following;
const missed = [...seenByBoth.values()].filter((count) => count !== 2).length;
console.log(`\n${seenByBoth.size} messages; ${missed} were not seen exactly once by both.`);
process.exitCode = missed === 0 ? 0 : 1;
