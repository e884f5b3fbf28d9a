import type { Document } from "@firecast/contract/documents";
import { changeAfter, changeBefore, changeBetween, type TextChange } from "@firecast/contract/textSteps";
import { apiCalls } from "../calls/api.js";
import { asAnswer, pathOf } from "../calls/call.js";
import {
  type Cursor,
  cursorAfter,
  cursorBefore,
  type Cursors,
  cursorTeller,
  ownCursorAfter,
  isSamePlace,
} from "../documents/cursors.js";
import { standings } from "../documents/others.js";
import { type Run, runAfter, written } from "../documents/run.js";
import { trail } from "../documents/trail.js";
import { type ChangeRequest, isConflict, textWriter } from "../documents/writer.js";
import { after, newKey } from "../environment/timers.js";
import { createListeners } from "../optimistic/readable.js";
import { answerOf, writesOf } from "../outbox/writes.js";
import type { Realtime } from "../realtime.js";
import type { EventOf } from "../types/catalogue.js";
import { sameUser, userIsGone } from "./queued.js";
import { type Loaded, refusal, type Source } from "./source.js";

export interface DocumentState {
  readonly title: string;
  /** With the user's own changes in it, also those that are not yet written. */
  readonly content: string;
  /** Of the server's content; 0 before it is known. */
  readonly version: number;
  /** Whether changes are yet to be written. */
  readonly isSaving: boolean;
  /** What the user has written and the server has refused: it is in `content` no more. */
  readonly refused: string;
  /** Where others stand in `content`, by uid. */
  readonly cursors: Cursors;
  /** Where the user stands, as `moveCursor` said last, moved along by what has been written since. */
  readonly cursor: Cursor | undefined;
}

const cursorEveryMs = 100;

/**
 * A text that several users write at once. Changes show at once, go by the outbox, and meet those of others as the server merges
 * them: every user ends with the server's text.
 */
export function documentOf(realtime: Realtime, documentId: string) {
  const { documents } = apiCalls({ request: (path, init) => realtime.request(path, init), newKey });
  const isSameUser = sameUser(realtime);
  const { isRefused, begins, refuse, watched } = refusal();
  const listeners = createListeners();
  const channel = `documents/${documentId}` as const;
  const path = pathOf`/api/documents/${documentId}`;

  const writer = textWriter({
    write: (request, key) => {
      if (!isSameUser()) return Promise.reject(userIsGone());
      const write = { entity: channel, method: "PATCH", path, body: JSON.stringify(request) } as const;
      return merging(key, writesOf(realtime).add<Document>(write, key));
    },
    amend: (request, key) => writesOf(realtime).amend(key, JSON.stringify(request)),
    isOnline: () => writesOf(realtime).get().isOnline,
    load: () => tried(),
    changed: (seen) => {
      const { cursor } = view;
      const own = cursor && ownCursorAfter(cursor, seen, run);
      changed(seen, runAfter(run, seen));
      show({ cursor: own });
    },
    heard: (change) => {
      others.heard(change);
      const isOwn = (change.userId ?? realtime.uid) === realtime.uid;
      told = told && cursorAfter(told, change.ops, isOwn);
    },
    settled: (error, putIn = "") => show({ error, refused: view.refused + putIn }),
    newKey,
    after,
  });
  let view: DocumentState & Loaded = {
    ...{ title: "", content: "", version: 0, cursors: {}, cursor: undefined },
    ...{ refused: "", isSaving: false, isLoaded: false, error: undefined },
  };
  /** What the user has put in last, in what they see. */
  let run: Run | undefined;
  const drawn = trail();
  const changed = (ops: TextChange, next: Run | undefined): void => {
    if (ops.length > 0) drawn.changed({ content: view.content, run }, ops);
    run = next;
  };
  const others = standings();
  /** What cannot be merged any more is made to the present text by itself: no user has to try it again. */
  const merging = (key: string, answer: Promise<Document>): Promise<Document> =>
    answer.catch((problem: unknown) => {
      if (isConflict(problem)) writesOf(realtime).dismiss(key);
      throw problem;
    });
  let waiting: (() => void)[] = [];
  const show = (change: Partial<DocumentState & Loaded> = {}): void => {
    const text = { content: writer.text(), version: writer.version(), isSaving: writer.isSaving() };
    view = { ...view, ...change, ...text, cursors: others.seen(here) };
    listeners.tell();
    tellAgain();
    if (view.isSaving) return;
    const settled = waiting;
    waiting = [];
    for (const settle of settled) settle();
  };

  const load = async (): Promise<void> => {
    try {
      const document = await watched(documents.get(documentId));
      writer.loaded(document);
      show({ title: document.title, isLoaded: true, error: undefined });
      adopt();
    } catch (error) {
      show({ error });
      throw error;
    }
  };
  const tried = (): void => void load().catch(() => undefined); // the view says why
  const adopt = (): void => {
    const writes = writesOf(realtime);
    const row = isSameUser() && writes.get().waiting.find(({ entity }) => entity === channel);
    if (!row) return;
    const request = asAnswer<ChangeRequest>(JSON.parse(row.body ?? "{}"));
    writer.adopt(request, row.key, () => merging(row.key, answerOf<Document>(writes, row.key)));
  };
  const receive = (event: EventOf<typeof channel>): void => {
    switch (event.type) {
      case "document:content-change":
        return writer.receive(event.data, event.idempotencyKey);
      case "document:cursor-move": {
        const { userId, position, selection, version = 0 } = event.data;
        if (userId === realtime.uid) return;
        const cursor = { position, ...(selection && { selection }) };
        const now = writer.version();
        others.moved(userId, cursor, { version: version || now, now });
        return show();
      }
      case "document:user-leave":
        return gone(event.data.userId);
      case "presence:left":
        return gone(event.data.uid);
      default:
    }
  };
  /** A place in the server's text, in the user's. */
  const here = (cursor: Cursor): Cursor => writer.pending().reduce((at, ops) => cursorAfter(at, ops), cursor);
  const gone = (uid: string): void => {
    others.gone(uid);
    show();
  };

  /** A page shows what others write with its next frame: until then the user writes into what it showed before. */
  const change = (steps: TextChange, shown = view.content): void => {
    if (!view.isLoaded || steps.length === 0) return;
    const past = drawn.since(shown, { content: view.content, run });
    const own = written(past.run, steps);
    const ops = changeAfter(own.ops, past.since);
    writer.edit(ops);
    const { cursor } = view;
    changed(ops, runAfter(own.run, changeBefore(past.since, own.ops)));
    show({ cursor: cursor && cursorAfter(cursor, ops, true) });
    drawn.wrote(past, own.ops, own.run);
  };
  let hasMoved = false;
  const teller = cursorTeller({
    everyMs: cursorEveryMs,
    after,
    // What fails is out of date before it could be sent again.
    tell: (cursor) =>
      isSameUser() ? documents.moveCursor(documentId, cursor).catch(() => undefined) : Promise.resolve(),
  });
  /** Where others see the user, in the server's text. */
  let told: Cursor | undefined;
  /** In the server's text: the user's own may have more in it. */
  const there = (cursor: Cursor): Cursor =>
    writer.pending().reduceRight((at, ops) => cursorBefore(at, ops), cursor);
  const tellCursor = (cursor: Cursor): void => {
    told = there(cursor);
    teller.move({ ...told, version: writer.version() });
  };
  /** What was written has taken others' view of the cursor elsewhere. */
  const tellAgain = (): void => {
    if (told && view.cursor && !isSamePlace(told, there(view.cursor))) tellCursor(view.cursor);
  };
  const leave = (): void => {
    const isSeen = hasMoved;
    [told, hasMoved] = [undefined, false];
    teller.stop(() => {
      if (isSeen && !hasMoved && isSameUser()) void documents.leave(documentId).catch(() => undefined);
    });
  };

  return {
    get: () => view,
    subscribe: listeners.subscribe,
    isRefused,
    start: () => {
      begins();
      tried();
      const subscription = realtime.subscribe(channel, receive, {
        onStart: ({ start }) => void (start === "live" && tried()),
        refetch: load,
        onEnd: (error) => {
          refuse();
          show({ error });
        },
      });
      return () => {
        subscription.unsubscribe();
        writer.send();
        leave();
      };
    },
    /**
     * The whole text, as a field has it that showed `shown` before; by default what `get()` gives. What others have written since
     * then stays. `caret` is where the user stands in `text`: what they type stays in one piece then, also beside equal letters.
     * Nothing can be written before it is loaded.
     */
    setContent: (text: string, shown = view.content, caret?: number): void =>
      change(changeBetween(shown, text, caret), shown),
    /** Steps along the text that is shown. */
    change,
    /** Others see it, at most ten times a second; it is kept nowhere. */
    moveCursor: (
      position: number,
      selection?: { start: number; end: number },
      shown = view.content,
    ): void => {
      const past = drawn.since(shown, { content: view.content, run });
      const cursor = ownCursorAfter({ position, ...(selection && { selection }) }, past.since, past.run);
      show({ cursor });
      hasMoved = true;
      tellCursor(cursor);
    },
    /** Others see no cursor of the user any more, until the next move. */
    leave,
    /** Writes at once what waits. Settles when nothing is left to be written. */
    flush: (): Promise<void> => {
      writer.send();
      return view.isSaving ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve();
    },
  } satisfies Source<DocumentState & Loaded> & Record<string, unknown>;
}
