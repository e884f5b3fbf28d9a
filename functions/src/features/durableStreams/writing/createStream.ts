import { grpcCode, GrpcStatus } from "../../../platform/firestore/grpc.js";
import { notFound, Problem } from "../../../platform/problems.js";
import { piecesOf, withPieces } from "../rules/append.js";
import { contentTypeIn, fallbackType, isSameType } from "../rules/contentType.js";
import { expiryOf, forkLifetime, isExpired, isSameLifetime, type Lifetime } from "../rules/lifetime.js";
import { keyOf, spaceOf } from "../rules/names.js";
import { type Offset, positionOf, tagOf } from "../rules/offset.js";
import type { Page } from "../rules/pages.js";
import { type Asker, may } from "../rules/rights.js";
import type { DurableStreamsDeps } from "../deps.js";
import type { Head } from "../schema.js";
import type { HeadsChange } from "../store.js";
import { clearRemains } from "./deleteStream.js";

export interface CreateRequest extends Lifetime {
  readonly asker: Asker;
  readonly name: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
  readonly closed: boolean;
  readonly fork?: ForkRequest | undefined;
}

export interface ForkRequest {
  readonly name: string;
  /** Whether the asker is a member of the source's space. */
  readonly isMember: boolean;
  /** Default: the end. */
  readonly offset?: Offset | undefined;
  /** Bytes, or messages, beyond it. */
  readonly sub: number;
}

/** Makes a stream, or finds the same one. @throws Problem 400, 404, 409, 413. */
export async function createStream(
  deps: DurableStreamsDeps,
  request: CreateRequest,
): Promise<{ head: Head; isNew: boolean }> {
  const id = deps.ids.next();
  const key = keyOf(request.name);
  const isMade = !request.fork && request.asker.owner !== undefined && (await isCreated(deps, request, id));
  if (isMade) return { head: isMade, isNew: true };
  const { replaced, ...made } = await deps.store.change(async (change) => {
    const now = deps.clock.now();
    const found = await change.head(key);
    const isOver = found && isExpired(found, now);
    if (found?.gone || (isOver && found.forks > 0)) throw blocked();
    if (found && !isOver) return { ...existing(found, request), replaced: undefined };
    if (request.asker.owner === undefined) throw notFound();
    const source = request.fork && (await sourceOf(change, request, request.fork, now));
    const { head, pages } = newHead({ ...request, owner: request.asker.owner }, source, id, now);
    if (found) change.remove(key, found);
    if (source) change.put(source.key, { ...source.head, forks: source.head.forks + 1 });
    change.put(key, head, pages);
    return { head, isNew: true, replaced: found };
  });
  if (replaced) await clearRemains(deps, replaced);
  return made;
}

/** Most streams are new: then one commit does. */
async function isCreated(
  { store, clock }: DurableStreamsDeps,
  request: CreateRequest,
  id: string,
): Promise<Head | false> {
  const owner = request.asker.owner ?? "";
  const { head, pages } = newHead({ ...request, owner }, undefined, id, clock.now());
  try {
    await store.create(keyOf(request.name), head, pages);
    return head;
  } catch (error) {
    if (grpcCode(error) === GrpcStatus.alreadyExists) return false;
    throw error;
  }
}

/** @throws Problem 404 for another's, 409 for one that is not the same. */
function existing(head: Head, request: CreateRequest): { head: Head; isNew: false } {
  const { asker, fork, closed } = request;
  if (!may(asker, "write", head)) throw notFound();
  const wanted = contentTypeIn(request.contentType) ?? (fork ? head.contentType : fallbackType);
  const isSame =
    isSameType(wanted, head.contentType) &&
    closed === head.closed &&
    isSameFork(head, fork) &&
    (isSameLifetime(head, request) || (fork !== undefined && isSameLifetime({}, request)));
  if (!isSame) throw new Problem("conflict", { detail: "There is another stream of that name." });
  return { head, isNew: false };
}

function isSameFork({ source }: Head, fork: ForkRequest | undefined): boolean {
  if (!source || !fork) return !source && !fork;
  const { offset } = fork;
  const position = offset?.type === "at" ? offset.position : offset?.type === "start" ? 0 : undefined;
  return (
    source.name === fork.name && source.sub === fork.sub && (position ?? source.offset) === source.offset
  );
}

interface Source {
  readonly key: string;
  readonly head: Head;
  /** Where the fork begins. */
  readonly until: number;
  readonly offset: number | undefined;
}

async function sourceOf(
  change: HeadsChange,
  { asker, contentType }: CreateRequest,
  { name, offset, sub, isMember }: ForkRequest,
  now: number,
): Promise<Source> {
  const key = keyOf(name);
  const head = await change.head(key);
  if (!head || !may({ ...asker, isMember }, "read", head)) throw notFound();
  if (head.gone || (isExpired(head, now) && head.forks > 0)) throw blocked();
  if (isExpired(head, now)) throw notFound();
  const wanted = contentTypeIn(contentType);
  if (wanted !== undefined && !isSameType(wanted, head.contentType))
    throw new Problem("conflict", { detail: `The source is of type ${head.contentType}.` });
  const position = offset && positionOf(offset, head);
  const until = (position ?? head.end) + sub;
  if (until > head.end)
    throw new Problem("invalid_request", { detail: "The source does not reach that far." });
  return { key, head, until, offset: position };
}

function newHead(
  request: CreateRequest & { owner: string },
  source: Source | undefined,
  id: string,
  now: number,
): { head: Head; pages: readonly Page[] } {
  const own = { ttlSeconds: request.ttlSeconds, expiresAt: request.expiresAt };
  const lifetime = source ? forkLifetime(source.head, own) : own;
  const contentType = contentTypeIn(request.contentType) ?? source?.head.contentType ?? fallbackType;
  const begin = source?.until ?? 0;
  const empty: Head = {
    id,
    name: request.name,
    tag: source?.head.tag ?? tagOf(id),
    owner: request.owner,
    spaceId: spaceOf(request.name),
    contentType,
    ttlSeconds: lifetime.ttlSeconds,
    expiresAt: lifetime.expiresAt,
    touchedAt: now,
    expiry: expiryOf(lifetime, now),
    source: source && {
      ...{ key: source.key, id: source.head.id, name: source.head.name },
      ...{ offset: source.offset, sub: request.fork?.sub ?? 0 },
    },
    lineage: source ? lineageOf(source) : [],
    ...{ forks: 0, gone: false },
    ...{ open: Buffer.alloc(0), openFrom: begin, end: begin },
    closed: request.closed,
    ...{ producers: new Map(), commits: [] },
  };
  const pieces = request.body.length === 0 ? [] : piecesOf(contentType, request.body, true);
  return withPieces(empty, empty, pieces);
}

/** Of what is before a position nothing else can be: a fork within inherited bytes has no use for the rest of the lineage. */
function lineageOf({ key, head, until }: Source): Head["lineage"] {
  const inherited = head.lineage.flatMap((part, index) => {
    const before = head.lineage[index - 1]?.until ?? 0;
    return before < until ? { ...part, until: Math.min(part.until, until) } : [];
  });
  const own = head.lineage.at(-1)?.until ?? 0;
  return until > own ? [...inherited, { key, id: head.id, until }] : inherited;
}

const blocked = (): Problem =>
  new Problem("conflict", { detail: "It is deleted, and kept for the streams that were forked from it." });
