import { createListeners, type Readable } from "../optimistic/readable.js";
import type { Outcome, OutboxRow, OutboxState, Write } from "./row.js";
import { createSender, type SendEnvironment } from "./sender.js";
import { alone, type OutboxNews, type OutboxSharing } from "./sharing.js";
import { type OutboxStore, withoutFailure } from "./store.js";

/** Writes on their way: kept over reloads, sent once, in order for each entity, by one tab of a browser. */
export interface Outbox extends Readable<OutboxState> {
  /** Settles when the row is kept. @throws Error if the outbox is full. */
  readonly add: (write: Write) => Promise<OutboxRow>;
  /** Another text for a row that was never sent. False if it was: then it takes another write. */
  readonly amend: (key: string, body: string) => Promise<boolean>;
  /** Takes back a row that was never sent. False if it was. */
  readonly discard: (key: string) => Promise<boolean>;
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
  /** What went wrong and hurts nobody else: storage that fails, a listener that throws. */
  readonly report?: (error: unknown) => void;
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { uid, newKey, now, sharing = alone, maxRows = 1000, report = () => undefined } = options;
  const store = withoutFailure(options.store, { rows: () => state.rows, report });
  const listeners = createListeners(report);
  const outcomes = new Set<OutcomeListener>();
  let state: OutboxState = { rows: [], waitsFor: "nothing", durable: store.durable };

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
  };
  const changed = async (): Promise<void> => {
    sharing.post({ type: "changed" });
    await read();
  };
  const forget = (row: OutboxRow): void => {
    if (reads > 0) ended.add(row.key);
    set({ rows: state.rows.filter(({ key }) => key !== row.key) });
  };
  const tellOutcome = (row: OutboxRow, outcome: Outcome): void => {
    forget(row);
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
  const ends = [
    sharing.listen((news: OutboxNews) => {
      if (news.type === "ended") tellOutcome(news.row, news.outcome);
      else if (news.type === "retry") sender.retry();
      else void read();
    }),
    sharing.elect(() => {
      sender.start();
      void read();
    }),
  ];

  return {
    get: () => state,
    subscribe: listeners.subscribe,
    ready: read(),
    add: async (write) => {
      if (state.rows.length >= maxRows) throw new Error("The outbox is full.");
      const row: OutboxRow = { ...write, key: newKey(), uid, at: now(), sent: false };
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
      for (const end of ends) end();
    },
  };
}
