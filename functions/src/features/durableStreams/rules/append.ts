import type { Versioned } from "../../../platform/firestore/versioned.js";
import { notFound, Problem } from "../../../platform/problems.js";
import type { Head } from "../schema.js";
import { isJson, isSameType } from "./contentType.js";
import { expiryOf, isExpired } from "./lifetime.js";
import { linesOf, messagesIn } from "./messages.js";
import type { ObjectPart } from "./objectParts.js";
import { offsetOf } from "./offset.js";
import { type Page, pack, type Piece, positionsOf } from "./pages.js";
import { type Produced, standingOf, withProduced } from "./producers.js";
import { type Asker, may } from "./rights.js";

/** A body that is in Cloud Storage already, for one stream. */
export interface StoredBody {
  readonly streamId: string;
  readonly parts: readonly ObjectPart[];
  /** What the commit that names it takes away. */
  readonly upload: UploadMark;
}

/** The note of an upload, as it was made: once another hand is on it, no commit may name the object. */
export interface UploadMark {
  readonly id: string;
  readonly version: Versioned<unknown>["version"];
}

export interface AppendRequest {
  readonly asker: Asker;
  readonly contentType: string | undefined;
  /** Empty: the stream is closed and nothing else. */
  readonly body: Buffer;
  /** The same, where it is too large for documents. */
  readonly stored?: StoredBody | undefined;
  readonly closes: boolean;
  /** `Stream-Seq`: above that of the append before. */
  readonly seq?: string | undefined;
  readonly producer?: Produced | undefined;
  /** Where the stream has to end for it: of writers that do not know of each other, one goes on. */
  readonly at?: number | undefined;
}

export type Verdict =
  | { readonly type: "appended"; readonly pieces: readonly Piece[]; readonly head: Head }
  /** It was there before; `seq` is the producer's last. */
  | { readonly type: "repeated"; readonly seq: number | undefined; readonly head: Head }
  | { readonly type: "refused"; readonly problem: Problem };

/** What an append does to a stream as it is now. In which order it is refused, the protocol says. */
export function decideAppend(head: Head | undefined, request: AppendRequest, now: number): Verdict {
  try {
    return decide(head, request, now);
  } catch (problem) {
    if (problem instanceof Problem) return { type: "refused", problem };
    throw problem;
  }
}

function decide(found: Head | undefined, request: AppendRequest, now: number): Verdict {
  const head = usable(found, request.asker, "write", now);
  const { producer, closes, body } = request;
  if (head.closed) return repeatedAtTheEnd(head, request);
  if (body.length > 0) requireType(head, request.contentType);
  const standing = producer && standingOf(head.producers, producer);
  if (standing?.type === "repeated") return { type: "repeated", seq: standing.seq, head };
  if (request.seq !== undefined && head.lastSeq !== undefined && !isAbove(request.seq, head.lastSeq))
    throw new Problem("conflict", { detail: "Stream-Seq has to be above that of the append before." });
  if (request.at !== undefined && request.at !== head.end)
    throw new Problem("conflict", { detail: "The stream does not end there." });
  if (request.stored && request.stored.streamId !== head.id) throw notFound(); // deleted meanwhile, and made anew
  const pieces = body.length === 0 ? [] : (request.stored?.parts ?? piecesOf(head.contentType, body));
  const json = isJson(head.contentType);
  const added = pieces.reduce((sum, piece) => sum + positionsOf(piece, json), 0);
  return {
    type: "appended",
    pieces,
    head: {
      ...head,
      end: head.end + added,
      closed: closes,
      closedBy: closes ? producer : undefined,
      lastSeq: request.seq ?? head.lastSeq,
      producers: producer ? withProduced(head.producers, producer) : head.producers,
      touchedAt: now,
      expiry: expiryOf(head, now),
    },
  };
}

/** @throws Problem 404 for what is not there, or hidden from the asker, 410 for what is kept for its forks alone. */
export function usable(
  head: Head | undefined,
  asker: Asker,
  to: "read" | "write" | "delete",
  now: number,
): Head {
  if (!head || !may(asker, to, head)) throw notFound();
  if (head.gone || (isExpired(head, now) && head.forks > 0)) throw new Problem("gone");
  if (isExpired(head, now)) throw notFound();
  return head;
}

/** The bytes of a body, or its messages. @throws Problem 400 or 413. */
export function piecesOf(contentType: string, body: Buffer, mayBeEmpty = false): Buffer[] {
  if (!isJson(contentType)) return [body];
  const messages = messagesIn(body);
  if (messages.length === 0 && !mayBeEmpty)
    throw new Problem("invalid_request", { detail: "An empty array appends nothing." });
  return linesOf(messages);
}

/** A closed stream takes no more, but what closed it may be said again. */
function repeatedAtTheEnd(head: Head, { producer, closes, body }: AppendRequest): Verdict {
  const { closedBy } = head;
  if (!producer && closes && body.length === 0) return { type: "repeated", seq: undefined, head };
  const isSame =
    producer?.id === closedBy?.id && producer?.epoch === closedBy?.epoch && producer?.seq === closedBy?.seq;
  if (producer && isSame) return { type: "repeated", seq: producer.seq, head };
  throw new Problem("conflict", {
    detail: "The stream is closed.",
    headers: { "Stream-Closed": "true", "Stream-Next-Offset": offsetOf(head.tag, head.end) },
  });
}

function requireType({ contentType }: Head, given: string | undefined): void {
  if (given === undefined)
    throw new Problem("invalid_request", {
      errors: [{ in: "header", pointer: "/content-type", detail: "is required" }],
    });
  if (!isSameType(given, contentType))
    throw new Problem("conflict", { detail: `The stream is of type ${contentType}.` });
}

/** By bytes. */
const isAbove = (seq: string, last: string): boolean =>
  Buffer.compare(Buffer.from(seq), Buffer.from(last)) > 0;

/** A stream with the pieces of several appends, and the pages that leave its head. */
export function withPieces(
  before: Head,
  after: Head,
  pieces: readonly Piece[],
): { head: Head; pages: readonly Page[] } {
  const held = { start: before.openFrom, end: before.end, bytes: before.open };
  const { pages, open } = pack(held, pieces, isJson(after.contentType));
  const hasObjects = after.hasObjects === true || pages.some((page) => "object" in page);
  const head = { ...after, open: open.bytes, openFrom: open.start, end: open.end };
  return { head: hasObjects ? { ...head, hasObjects } : head, pages };
}
