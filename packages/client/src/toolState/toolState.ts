import type { StateChanged, StateUpdated, ToolState as Stored } from "@firecast/contract/tools";
import { applyPatch, type Json, type StateObject } from "@firecast/contract/stateTree";
import { createLiveState } from "../optimistic/liveState.js";
import { createListeners, type Readable } from "../optimistic/readable.js";
import { addToDraft, partsOf } from "./draft.js";

/** What a user sees of a tool's shared state. */
export interface ToolStateView {
  /** With the user's own changes in it, also those that are not yet written. */
  readonly state: StateObject;
  /** Of the server's state; 0 before it is known. */
  readonly version: number;
  readonly isLoaded: boolean;
  /** Whether changes are yet to be written. */
  readonly isSaving: boolean;
  /** Why the last write failed: its changes are taken back. Or why the fetch did. Gone with the next one that succeeds. */
  readonly error: unknown;
  /** What the last write replaced of others' changes: see `StateChanged`. */
  readonly overwritten: StateObject;
}

export interface StateEvent {
  readonly idempotencyKey?: string | undefined;
  readonly data: StateUpdated;
}

/** A tool's state that all its users change: the server's order decides, key by key. */
export interface SharedToolState extends Readable<ToolStateView> {
  /** Shows a value at once and writes it after `debounceMs`; null takes it away. `key` may lead inside: `votes.alice`. */
  readonly set: (key: string, value: Json) => void;
  /** The same for several keys, in one write. */
  readonly patch: (patch: StateObject) => void;
  /** Writes at once what waits. Settles when all is written or has failed. */
  readonly flush: () => Promise<void>;
  /** Shows what an earlier page or another tab has written, until `answer` settles. */
  readonly adopt: (key: string, patch: StateObject, answer: Promise<StateChanged>) => void;
  /** Fetches the state. A failed fetch is the view's `error`. */
  readonly load: () => Promise<void>;
  /** `tool:state:updated`, in the order of the channel. */
  readonly receive: (event: StateEvent) => void;
  /** The channel was reset: fetches again. */
  readonly reset: () => Promise<void>;
  /** Writes what waits, and nothing after that. */
  readonly close: () => void;
}

export interface ToolStateOptions {
  readonly load: () => Promise<Stored>;
  /** Settles with the server's answer; a write that cannot succeed rejects. `key`: its Idempotency-Key. */
  readonly write: (body: { patch: StateObject; baseVersion: number }, key: string) => Promise<StateChanged>;
  readonly newKey: () => string;
  /** Calls back after `ms`. Returns what takes that back. */
  readonly after: (ms: number, act: () => void) => () => void;
  /** `write` keeps the order by itself, also over reloads: nothing waits for an answer before it is handed over. Default: false. */
  readonly isQueue?: boolean;
  /** How long changes are gathered, in ms. Default: 300. */
  readonly debounceMs?: number;
  readonly report?: (error: unknown) => void;
}

interface Base {
  readonly state: StateObject;
  readonly version: number;
}

/** Of the operation that shows what is not yet on its way. */
const draftKey = "draft";

export function createToolState(options: ToolStateOptions): SharedToolState {
  const { load, write, newKey, after, isQueue = false, debounceMs = 300 } = options;
  const listeners = createListeners(options.report);
  const live = createLiveState<Base, StateEvent & { readonly seq: number }>({
    initial: { state: {}, version: 0 },
    reduce: (base, { data: { version, patch } }) =>
      version <= base.version ? base : { version, state: applyPatch(base.state, patch) },
    refetch: () => void fetchState(),
  });
  let draft: StateObject = {};
  let draftedAt = 0;
  let cancelTimer: (() => void) | undefined;
  let writing: Promise<void> | undefined;
  let rest: Omit<ToolStateView, "state" | "version"> = {
    isLoaded: false,
    isSaving: false,
    error: undefined,
    overwritten: {},
  };
  let view: ToolStateView = { ...live.get(), ...rest };

  const show = (change: Partial<typeof rest> = {}): void => {
    rest = { ...rest, ...change };
    view = { ...live.get(), ...rest };
    listeners.tell();
  };
  live.subscribe(() => show());

  const begin = (key: string, patch: StateObject): void =>
    live.begin({ key, apply: (base) => ({ ...base, state: applyPatch(base.state, patch) }) });
  const isDrafting = (): boolean => Object.keys(draft).length > 0;

  /** Of the last fetch: the next one that succeeds takes it away, and leaves that of a write. */
  let fetchError: unknown;
  async function fetchState(): Promise<void> {
    const fetching = live.fetching();
    try {
      const { state, version } = await load();
      if (!fetching.land(() => ({ state, version }), version)) return;
      show({ isLoaded: true, ...(rest.error === fetchError && { error: undefined }) });
    } catch (error) {
      fetching.fail();
      fetchError = error;
      show({ error });
    }
  }

  const settle = async (key: string, answer: Promise<StateChanged>): Promise<void> => {
    try {
      const { version, overwritten } = await answer;
      live.answered(key, { seq: version });
      show({ error: undefined, overwritten });
    } catch (error) {
      live.refused(key);
      show({ error });
    }
  };
  const takeDraft = () => {
    const parts = partsOf(draft).map((patch) => ({ patch, baseVersion: draftedAt, key: newKey() }));
    draft = {};
    for (const { key, patch } of parts) begin(key, patch);
    live.refused(draftKey);
    return parts.map(
      ({ key, ...part }) =>
        () =>
          settle(key, write(part, key)),
    );
  };
  /** One write after the other, so that they take effect in the order in which the user made them. */
  const writeDraft = async (): Promise<void> => {
    if (isQueue) return void (await Promise.all(takeDraft().map((writePart) => writePart())));
    while (isDrafting()) for (const writePart of takeDraft()) await writePart();
  };
  const during = (work: Promise<unknown>): void => {
    const all = Promise.all([writing, work]).then(() => {
      if (writing !== all) return;
      writing = undefined;
      show({ isSaving: isDrafting() });
    });
    writing = all;
  };
  const flush = (): Promise<void> => {
    cancelTimer?.();
    cancelTimer = undefined;
    if (isDrafting() && (isQueue || !writing)) during(writeDraft());
    return writing ?? Promise.resolve();
  };
  const change = (patch: StateObject): void => {
    if (!isDrafting()) draftedAt = live.base().version;
    draft = addToDraft(draft, patch);
    begin(draftKey, draft);
    show({ isSaving: true });
    cancelTimer?.();
    cancelTimer = after(debounceMs, () => void flush());
  };

  return {
    get: () => view,
    subscribe: listeners.subscribe,
    set: (key, value) => change({ [key]: value }),
    patch: change,
    flush,
    adopt: (key, patch, answer) => {
      begin(key, patch);
      during(settle(key, answer));
      show({ isSaving: true });
    },
    load: fetchState,
    receive: (event) => live.receive({ ...event, seq: event.data.version }),
    reset: () => {
      live.reset(0); // the head counts events of the channel, not versions
      return fetchState();
    },
    close: () => void flush(),
  };
}
