import type { ContentChange, Document } from "@firecast/contract/documents";
import type { TextChange } from "@firecast/contract/textSteps";
import { RequestProblem } from "../calls/problem.js";
import * as drafts from "./draft.js";
import { fineChange } from "./fineChange.js";

export interface ChangeRequest {
  readonly baseVersion: number;
  readonly ops: TextChange;
}

/** What made a version of the one before. */
export type CommittedChange = Pick<ContentChange, "version" | "ops"> & Partial<Pick<ContentChange, "userId">>;

interface WriterOptions {
  /** Settles with the document afterwards. @throws RequestProblem where it is refused */
  readonly write: (request: ChangeRequest, key: string) => Promise<Document>;
  /** Another content for a request that never went out. False if it did. */
  readonly amend: (request: ChangeRequest, key: string) => Promise<boolean>;
  readonly isOnline: () => boolean;
  /** The server's text has to be fetched. */
  readonly load: () => void;
  /** What the user sees has changed by `seen`. */
  readonly changed: (seen: TextChange) => void;
  /** The server's text has changed; without `userId` by the user's own request, with an empty one it is not known by whom. */
  readonly heard: (change: CommittedChange) => void;
  /** A request was refused, with that, and what it would have put in; undefined: one has succeeded. */
  readonly settled: (problem: unknown, putIn?: string) => void;
  readonly newKey: () => string;
  readonly after: (ms: number, act: () => void) => () => void;
}

/** Changes are gathered for so long: the server takes ten of a user in a second. */
const gatheredForMs = 200;
/** An answer that is ahead of the events waits for them so long: only they tell what of its text is whose. */
const eventsWithinMs = 10_000;
/** Events that wait for the ones before them. */
const mostAhead = 200;

/** Too much has been written since: what it said is made to the present text, and goes out anew. */
export const isConflict = (problem: unknown): boolean =>
  problem instanceof RequestProblem && problem.status === 409;

/** Writes a text together with others: one request at a time, merged with what they have written meanwhile. */
export function textWriter(options: WriterOptions) {
  const { write, amend, isOnline, load, changed, heard, settled, newKey, after } = options;
  let draft = drafts.emptyDraft;
  /** By version: changes whose predecessors are yet to come. */
  const ahead = new Map<number, { change: ContentChange; key: string | undefined }>();
  /** A fetch came while a request was on its way: whether it has that one, only the answer tells. */
  let isStale = false;
  let cancelSend: (() => void) | undefined;

  const take = (received: drafts.Received): void => {
    draft = received.draft;
    changed(received.seen);
  };
  const takeAhead = (): void => {
    for (const version of ahead.keys()) if (version <= draft.version) ahead.delete(version);
    for (let next = ahead.get(draft.version + 1); next; next = ahead.get(draft.version + 1)) {
      const { version, ops } = next.change;
      ahead.delete(version);
      heard(next.change);
      take(drafts.received(draft, { version, ops, key: next.key }));
    }
  };

  const goOn = (problem?: unknown, putIn?: string): void => {
    takeAhead();
    settled(problem, putIn);
    if (isStale) load();
    isStale = false;
    schedule();
  };
  /** To a text whose changes have not come. */
  const skip = (document: Document, key?: string): void => {
    const { version, content } = document;
    if (key !== undefined && version === draft.version + 1)
      heard({ version, ops: drafts.requestOf(draft, key).ops });
    else heard({ version, ops: draft.version > 0 ? fineChange(draft.content, content) : [], userId: "" });
    take(drafts.landed(draft, document, key));
  };
  const land = (key: string, document: Document): void => {
    if (drafts.isKnown(draft, key)) {
      if (document.version <= draft.version) take({ draft: drafts.taken(draft, key), seen: [] });
      else skip(document, key);
    }
    goOn();
  };
  const answered = (key: string, document: Document): void => {
    const isAhead = drafts.isKnown(draft, key) && document.version > draft.version + 1;
    if (isAhead) after(eventsWithinMs, () => land(key, document));
    else land(key, document);
  };
  const refused = (key: string, problem: unknown): void => {
    if (isConflict(problem)) {
      draft = drafts.rekeyed(draft, key, undefined);
      return load();
    }
    const { ops } = drafts.requestOf(draft, key);
    take(drafts.refused(draft, key));
    goOn(problem, ops.map((step) => ("insert" in step ? step.insert : "")).join(""));
  };
  const follow = (key: string, answer: Promise<Document>): void =>
    void answer.then(
      (document) => answered(key, document),
      (problem: unknown) => refused(key, problem),
    );

  const send = (): void => {
    cancelSend?.();
    cancelSend = undefined;
    if (!drafts.hasUnsent(draft)) return;
    if (drafts.isOnTheWay(draft)) return void (!isOnline() && drafts.fitsInOne(draft) && fold());
    const key = newKey();
    draft = drafts.handedOver(draft, key);
    const request = drafts.requestOf(draft, key);
    if (request.ops.length === 0) return take({ draft: drafts.taken(draft, key), seen: [] });
    follow(key, write(request, key));
  };
  /** Offline, the request that waits says all that was written since. */
  const fold = async (): Promise<void> => {
    const [{ key = "" } = {}] = draft.pending;
    const more = `${key} and more`;
    draft = drafts.handedOver(draft, more);
    const isFolded = await amend(drafts.requestOf(draft, key, more), key);
    if (!isFolded) draft = drafts.rekeyed(draft, more, undefined);
    else if (drafts.isKnown(draft, key)) draft = drafts.rekeyed(draft, more, key);
    else draft = drafts.taken(draft, more);
    changed([]);
    schedule();
  };
  const schedule = (): void => {
    if (drafts.hasUnsent(draft)) cancelSend ??= after(gatheredForMs, send);
  };

  return {
    text: () => drafts.textOf(draft),
    version: () => draft.version,
    isSaving: () => draft.pending.length > 0,
    /** What others see in the server's text, as it is in the user's. */
    pending: (): readonly TextChange[] => draft.pending.map(({ ops }) => ops),
    edit: (ops: TextChange): void => {
      draft = drafts.edited(draft, ops);
      schedule();
    },
    receive: (change: ContentChange, key: string | undefined): void => {
      if (change.version <= draft.version) return;
      ahead.set(change.version, { change, key });
      if (draft.version > 0) takeAhead();
      if (ahead.size > mostAhead) load();
      schedule();
    },
    /** The server's text, fetched. */
    loaded: (document: Document): void => {
      if (drafts.isOnTheWay(draft)) isStale = true;
      else if (document.version > draft.version) skip(document);
      takeAhead();
      schedule();
    },
    /** Shows a request of an earlier page, where it is made to this very text. */
    adopt: ({ baseVersion, ops }: ChangeRequest, key: string, answer: () => Promise<Document>): void => {
      if (draft.pending.length > 0 || baseVersion !== draft.version) return;
      draft = drafts.handedOver(drafts.edited(draft, ops), key);
      changed(ops);
      follow(key, answer());
    },
    /** Writes at once what waits. */
    send,
  };
}
