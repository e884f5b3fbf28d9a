import { createOutbox, type Outbox, type OutboxOptions } from "../../src/outbox/outbox.js";
import { memoryStore, type OutboxStore } from "../../src/outbox/store.js";

const chat = "spaces/lobby/chat";
export const message = (text: string, entity = chat) => ({
  entity,
  method: "POST" as const,
  path: "/api/spaces/lobby/chat",
  body: JSON.stringify({ text }),
});
class Refused extends Error {
  constructor(readonly status?: number) {
    super(String(status));
  }
}

/** A browser whose server answers what `answer` says; time passes by `tick`. */
export function aWorld(store: OutboxStore = memoryStore()) {
  const sent: string[] = [];
  const timers = new Set<() => void>();
  const outcomes: string[] = [];
  let keys = 0;
  const world = {
    sent,
    outcomes,
    now: 0,
    answer: (_text: string): unknown => ({}),
    open: (options: Partial<OutboxOptions> = {}): Outbox => {
      const outbox = createOutbox({
        uid: "alice",
        store,
        newKey: () => `k${++keys}`,
        now: () => world.now,
        random: () => 0,
        after: (_, act) => {
          timers.add(act);
          return () => void timers.delete(act);
        },
        send: async ({ body = "" }) => {
          await Promise.resolve();
          const { text } = JSON.parse(body) as { text: string };
          sent.push(text);
          return world.answer(text);
        },
        failureOf: (error) => (error instanceof Refused && error.status ? { status: error.status } : {}),
        tooOld: () => "too old",
        ...options,
      });
      outbox.onOutcome((row, outcome) =>
        outcomes.push(`${row.key} ${outcome.type === "refused" ? String(outcome.problem) : outcome.type}`),
      );
      return outbox;
    },
    tick: async () => {
      for (const act of [...timers]) {
        timers.delete(act);
        act();
      }
      await settled();
    },
  };
  return world;
}

export const settled = () => new Promise((resolve) => setImmediate(resolve));
export const fails = (status?: number) => (): unknown => {
  throw new Refused(status);
};
