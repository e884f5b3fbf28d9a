import { writesOf } from "../../src/outbox/writes.js";
import { chatMessages } from "../../src/stores/messages.js";
import { aRealtime } from "../support/fakeRealtime.js";

export const offline = { type: "suspended", reason: "offline" } as const;
const refused = () => Response.json({ title: "Not allowed" }, { status: 403 });

/** A chat whose server keeps what is posted, once for each key. `refuses`: the texts that it does not take. */
export function aServer({ refuses = [] as string[] } = {}) {
  const taken = new Map<string, Record<string, unknown>>();
  const answer = (_: string, { method, body, headers }: RequestInit = {}): unknown => {
    if (method === "GET") return { items: [...taken.values()].toReversed(), nextCursor: null };
    const { text } = JSON.parse(typeof body === "string" ? body : "{}") as { text: string };
    const key = new Headers(headers).get("Idempotency-Key") ?? "";
    if (refuses.includes(text)) return refused();
    const seq = taken.size + 1;
    if (!taken.has(key)) taken.set(key, { id: `m${seq}`, seq, authorId: "alice", text });
    return taken.get(key);
  };
  return { taken, refuses, answer, texts: () => [...taken.values()].map(({ text }) => text) };
}

/** Waits for what is observable: IndexedDB answers when it does. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

let pages = 0;
export const aUrl = (): string => `https://page${++pages}.example`;

/** A page with the lobby's chat on it. `url`: an earlier page's, to be the same page again. */
export function aPage(
  answers: (path: string, init?: RequestInit) => unknown,
  url = aUrl(),
  uid: string | null = "alice",
) {
  const fake = aRealtime(answers, { url });
  fake.signIn(uid ?? undefined);
  const chat = chatMessages(fake.realtime, "lobby");
  const writes = writesOf(fake.realtime);
  return {
    fake,
    chat,
    writes,
    url,
    open: () => chat.start(),
    shown: () => chat.get().messages.map(({ text, isPending }) => (isPending ? `${text} …` : text)),
    waiting: () => writes.get().waiting.length,
  };
}
