import { createListeners, type Readable } from "../optimistic/readable.js";
import { watchForFrozen } from "./frozen.js";
import type { Outcome, OutboxRow, OutboxState, Write } from "./row.js";
import { createSender, type SendEnvironment } from "./sender.js";
import { alone, type OutboxNews, type OutboxSharing } from "./sharing.js";
import { type OutboxStore, withoutFailure } from "./store.js";

/** Writes on their way: kept over reloads, sent once, in order for each entity, by one tab of a browser. */
export interface Outbox extends Readable<OutboxState> {
  /** Settles when the row is kept. `key`: its Idempotency-Key, by default a new one. @throws Error if the outbox is full. */
  readonly add: (write: Write & { readonly key?: string }) => Promise<OutboxRow>;
  /** Another text for a row that was never sent. False if it was: then it takes another write. */
  readonly amend: (key: string, body: string) => Promise<boolean>;
  /** Takes back a row that was never sent. False if it was. */
  readonly discard: (key: string) => Promise<boolean>;
  /** Forgets a row that was refused. */
  readonly dismiss: (key: string) => void;
  /** Called for every row that ends, whichever tab sent it. Returns what ends that. */
  readonly onOutcome: (listener: OutcomeListener) => () => void;
  /** Sends at once what waits: the network is back, or the user has signed in. */
  readonly retry: () => void;
  /** Settles when the rows of earlier pages are known. */
  readonly ready: Promise<void>;
  /** Nothing is sent from then on. Rows stay kept for when their user is back. */
  readonly close: () => void;
}

export type OutcomeListener = (row: OutboxRow, outcome: Outcome) => void;

export interface OutboxOptions extends SendEnvironment {
  readonly uid: string;
  readonly store: OutboxStore;
  readonly newKey: () => string;
  /** Default: this tab is alone. */
  readonly sharing?: OutboxSharing;
  /** Default: 1,000. */
  readonly maxRows?: number;
  /** What went wrong and stops nothing else: storage that fails, a listener that throws. */
  readonly report?: (error: unknown) => void;
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { uid, newKey, now, sharing = alone, maxRows = 1000, report = () => undefined } = options;
  const store = withoutFailure(options.store, { rows: () => state.rows, report });
  const listeners = createListeners(report);
  const outcomes = new Set<OutcomeListener>();
  let state: OutboxState = { rows: [], failed: [], waitsFor: "nothing", durable: store.durable };

  const set = (change: Partial<OutboxState>): void => {
    state = { ...state, ...change, durable: store.durable };
    listeners.tell();
  };
  /** Rows that ended while a read was under way: it may have seen them. */
  const ended = new Set<string>();
  let reads = 0;
  const read = async (): Promise<void> => {
    reads++;
    const rows = await store.all(uid);
    reads--;
    set({ rows: rows.filter(({ key }) => !ended.has(key)) });
    if (reads === 0) ended.clear();
    sender.wake();
    if (isStuck()) frozen.look();
  };
  const changed = async (): Promise<void> => {
    sharing.post({ type: "changed" });
    await read();
  };
  const forget = (row: OutboxRow): void => {
    if (reads > 0) ended.add(row.key);
    set({ rows: state.rows.filter(({ key }) => key !== row.key) });
  };
  const dismiss = (key: string): void => set({ failed: state.failed.filter(({ row }) => row.key !== key) });
  const tellOutcome = (row: OutboxRow, outcome: Outcome): void => {
    forget(row);
    if (outcome.type === "refused") set({ failed: [...state.failed, { row, problem: outcome.problem }] });
    for (const listener of [...outcomes]) {
      try {
        listener(row, outcome);
      } catch (error) {
        report(error);
      }
    }
  };
  const tellAll = (row: OutboxRow, outcome: Outcome): void => {
    sharing.post({ type: "ended", row, outcome });
    tellOutcome(row, outcome);
  };
  const end = async (row: OutboxRow, outcome: Outcome): Promise<void> => {
    await store.remove(row.key);
    tellAll(row, outcome);
  };
  const sender = createSender(options, {
    rows: () => state.rows,
    markSent: ({ key }) => store.change(key, (row) => ({ ...row, sent: true })),
    end,
    forget,
    waitFor: (waitsFor) => {
      if (waitsFor !== state.waitsFor) set({ waitsFor });
    },
  });
  let leads = false;
  const isStuck = (): boolean => !leads && state.rows.length > 0 && options.isOnline?.() !== false;
  const hear = (news: OutboxNews): void => {
    switch (news.type) {
      case "ended":
        return tellOutcome(news.row, news.outcome);
      case "retry":
        return sender.retry();
      case "dismissed":
        return dismiss(news.key);
      case "asked":
        return leads ? sharing.post({ type: "alive" }) : undefined;
      case "alive":
        return frozen.answered();
      case "changed":
        return void read();
    }
  };
  const frozen = watchForFrozen({
    after: options.after,
    isStuck,
    ask: () => sharing.post({ type: "asked" }),
    steal: () => election.steal(),
  });
  const stopListening = sharing.listen(hear);
  const election = sharing.elect(
    () => {
      leads = true;
      sender.start();
      void read();
    },
    () => {
      leads = false;
      sender.close();
    },
  );

  return {
    get: () => state,
    subscribe: listeners.subscribe,
    ready: read(),
    add: async ({ entity, method, path, body, key = newKey() }) => {
      if (state.rows.length >= maxRows) throw new Error("The outbox is full.");
      const write = { key, uid, entity, method, path, ...(body !== undefined && { body }) };
      const row: OutboxRow = { ...write, at: now(), sent: false };
      await store.add(row);
      await changed();
      return row;
    },
    amend: async (key, body) => {
      const row = await store.change(key, (row) => (row.sent ? row : { ...row, body }));
      await changed();
      return row?.sent === false;
    },
    discard: async (key) => {
      const row = state.rows.find((one) => one.key === key);
      const isGone = await store.remove(key, ({ sent }) => !sent);
      if (row && isGone) tellAll(row, { type: "discarded" });
      return isGone;
    },
    dismiss: (key) => {
      sharing.post({ type: "dismissed", key });
      dismiss(key);
    },
    onOutcome: (listener) => {
      outcomes.add(listener);
      return () => void outcomes.delete(listener);
    },
    retry: () => {
      sharing.post({ type: "retry" });
      sender.retry();
    },
    close: () => {
      sender.close();
      frozen.stop();
      stopListening();
      election.leave();
    },
  };
}
