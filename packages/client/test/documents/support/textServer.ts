import { applyChange, changeAfter, type TextChange } from "@firecast/contract/textSteps";
import { documentOf } from "../../../src/stores/documentOf.js";
import { aRealtime } from "../../support/fakeRealtime.js";

const channel = "documents/d1";

interface Held {
  readonly reach: (fault?: "conflict" | "lost") => void;
  readonly isMade: () => boolean;
  readonly answer: () => void;
}

/** A document's server. What is asked of it, what it answers and what it tells come when the test says so. */
export function aTextServer(content: string) {
  const changes: { ops: TextChange; uid: string; key: string | null }[] = [];
  const users: { uid: string; told: (() => void)[] }[] = [];
  let text = content;
  const now = () => ({ id: "d1", title: "Plan", version: changes.length + 1, content: text });
  const tell = (act: (user: (typeof users)[number]) => () => void): void => {
    for (const user of users) user.told.push(act(user));
  };

  const change = (uid: string, key: string | null, baseVersion: number, steps: TextChange, fakes: Fakes) => {
    if (changes.some((one) => one.key === key)) return;
    const ops = changes.slice(baseVersion - 1).reduce((own, other) => changeAfter(own, other.ops), steps);
    const next = applyChange(text, ops);
    if (next === undefined) throw new Error(`Does not fit: ${JSON.stringify({ text, ops })}`);
    if (ops.length === 0) return;
    text = next;
    changes.push({ ops, uid, key });
    const data = { documentId: "d1", userId: uid, version: changes.length + 1, ops, timestamp: "t" };
    const more = { seq: changes.length, ...(key !== null && { idempotencyKey: key }) };
    tell((user) => () => fakes.get(user.uid)?.tell(channel, "document:content-change", data, more));
  };
  type Fakes = Map<string, ReturnType<typeof aRealtime>>;
  const fakes: Fakes = new Map();

  const open = (uid: string) => {
    const held: Held[] = [];
    const moves: (() => void)[] = [];
    const self = { uid, told: [] as (() => void)[] };
    const fake = aRealtime((path, { method = "GET", body, headers } = {}) => {
      const given: unknown = typeof body === "string" ? JSON.parse(body) : undefined;
      if (path.endsWith("/cursor")) {
        const data = { documentId: "d1", userId: uid, timestamp: "t", ...(given as object) };
        return new Promise<Response>((resolve) =>
          moves.push(() => {
            tell((user) => () => fakes.get(user.uid)?.tell(channel, "document:cursor-move", data));
            resolve(new Response(null, { status: 204 }));
          }),
        );
      }
      let [resolve, reject] = [(_: Response): void => undefined, (_: Error): void => undefined];
      const promise = new Promise<Response>((...settle) => ([resolve, reject] = settle));
      let made: (() => void) | undefined;
      const reach: Held["reach"] = (fault) => {
        if (fault === "conflict" && method === "PATCH") {
          made = () => resolve(Response.json({ title: "Conflict" }, { status: 409 }));
          return;
        }
        const { baseVersion, ops } = (given ?? {}) as { baseVersion: number; ops: TextChange };
        if (method === "PATCH")
          change(uid, new Headers(headers).get("Idempotency-Key"), baseVersion, ops, fakes);
        const answer = now();
        made = () =>
          fault === "lost" && method === "PATCH"
            ? reject(new TypeError("Failed to fetch"))
            : resolve(Response.json(answer));
      };
      held.push({ reach, isMade: () => made !== undefined, answer: () => made?.() });
      return promise;
    });
    fake.signIn(uid);
    fakes.set(uid, fake);
    users.push(self);
    const document = documentOf(fake.realtime, "d1");
    const stop = document.start();
    let isHeld = false;
    return {
      document,
      stop,
      fake,
      isIdle: () =>
        held.length + moves.length === 0 &&
        self.told.length === 0 &&
        !isHeld &&
        !document.get().isSaving &&
        document.get().isLoaded,
      /** A request reaches the server. */
      reach: (fault?: "conflict" | "lost") => {
        held.find((one) => !one.isMade())?.reach(fault);
        // Instances answer them: of two on their way the newest comes first.
        moves.pop()?.();
      },
      /** An answer comes. */
      answer: () => {
        const index = held.findIndex((one) => one.isMade());
        if (index >= 0) held.splice(index, 1)[0]?.answer();
      },
      /** The next event comes. */
      hear: () => void (!isHeld && self.told.shift()?.()),
      /** What has not come never will: the text is fetched instead, and what follows waits for that. */
      reset: () => {
        self.told.length = 0;
        isHeld = true;
        const [subscription] = fake.subscriptions;
        const refetched = Promise.resolve(
          subscription?.options.refetch?.({ channel, start: "reset", head: changes.length }),
        );
        void refetched.finally(() => (isHeld = false));
      },
    };
  };
  return { open, text: () => text };
}

export type TextUser = ReturnType<ReturnType<typeof aTextServer>["open"]>;
