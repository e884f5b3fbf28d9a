import { grpcCode, GrpcStatus } from "../../../platform/firestore/grpc.js";
import { notFound, Problem, unavailable } from "../../../platform/problems.js";
import { maxAppendBytes, tooLarge } from "../../../platform/http/intake.js";
import { piecesOf, type StoredBody, withPieces } from "../rules/append.js";
import { contentTypeIn, fallbackType, isJson, isSameType } from "../rules/contentType.js";
import { expiryOf, forkLifetime, isExpired, isSameLifetime, type Lifetime } from "../rules/lifetime.js";
import { lineageOf } from "../rules/lineage.js";
import { keyOf, spaceOf } from "../rules/names.js";
import { type Offset, positionOf, tagOf } from "../rules/offset.js";
import { type Asker, may } from "../rules/rights.js";
import type { DurableStreamsDeps } from "../deps.js";
import type { Head } from "../schema.js";
import type { Added, HeadsChange } from "../store.js";
import { clearRemains } from "./deleteStream.js";
import { dropUpload, upload } from "./uploads.js";

export interface CreateRequest extends Lifetime {
  readonly asker: Asker;
  readonly name: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
  readonly closed: boolean;
  readonly fork?: ForkRequest | undefined;
}

/** With its body uploaded, where it is a large one. */
type Stored = CreateRequest & { readonly stored?: StoredBody | undefined };

const isUnstored = ({ body, stored }: Stored): boolean => body.length > maxAppendBytes && !stored;

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
export async function createStream(deps: DurableStreamsDeps, request: CreateRequest): Promise<Created> {
  const id = deps.ids.next();
  const stored = await storedBody(deps, request, id);
  if (!stored) return create(deps, request, id);
  try {
    const made = await create(deps, { ...request, stored }, id);
    if (!made.isNew) await dropUpload(deps, stored);
    return made;
  } catch (error) {
    if (error instanceof Problem) await dropUpload(deps, stored);
    throw error; // of one whose outcome is not known, the sweep finds out
  }
}

interface Created {
  readonly head: Head;
  readonly isNew: boolean;
}

/** A body that documents have no room for, uploaded for the stream that is to begin with it. @throws Problem 404, 409, 413, 503. */
async function storedBody(
  deps: DurableStreamsDeps,
  { name, body, contentType, asker, fork }: CreateRequest,
  streamId: string,
): Promise<StoredBody | undefined> {
  const { objects, store, clock } = deps;
  if (body.length <= maxAppendBytes) return undefined;
  if (!objects || fork) throw tooLarge(maxAppendBytes);
  const found = (await store.head(keyOf(name)))?.value;
  if (!found && asker.owner === undefined) throw notFound();
  if (found && !isExpired(found, clock.now())) return undefined; // is the same one, or another one: no body is asked for
  const type = contentTypeIn(contentType) ?? fallbackType;
  return upload({ ...deps, objects }, { streamId, pieces: piecesOf(type, body, true), isJson: isJson(type) });
}

async function create(deps: DurableStreamsDeps, request: Stored, id: string): Promise<Created> {
  const key = keyOf(request.name);
  const mayBeNew = !request.fork && request.asker.owner !== undefined && !isUnstored(request);
  const isMade = mayBeNew && (await isCreated(deps, request, id));
  if (isMade) return { head: isMade, isNew: true };
  const { replaced, ...made } = await deps.store.change(async (change) => {
    const now = deps.clock.now();
    const found = await change.head(key);
    const isOver = found && isExpired(found, now);
    if (found?.gone || (isOver && found.forks > 0)) throw blocked();
    if (found && !isOver) return { ...existing(found, request), replaced: undefined };
    if (request.asker.owner === undefined) throw notFound();
    const source = request.fork && (await sourceOf(change, request, request.fork, now));
    const { head, added } = newHead({ ...request, owner: request.asker.owner }, source, id, now);
    if (found) change.remove(key, found);
    if (source) change.put(source.key, { ...source.head, forks: source.head.forks + 1 });
    change.put(key, head, added);
    return { head, isNew: true, replaced: found };
  });
  if (replaced) await clearRemains(deps, replaced);
  return made;
}

/** Most streams are new: then one commit does. */
async function isCreated(
  { store, clock }: DurableStreamsDeps,
  request: Stored,
  id: string,
): Promise<Head | false> {
  const owner = request.asker.owner ?? "";
  const { head, added } = newHead({ ...request, owner }, undefined, id, clock.now());
  try {
    await store.create(keyOf(request.name), head, added);
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
  request: Stored & { owner: string },
  source: Source | undefined,
  id: string,
  now: number,
): { head: Head; added: Added } {
  // There was a stream when the body was looked at, and there is none now.
  if (isUnstored(request)) throw unavailable();
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
    lineage: source ? lineageOf(source.key, source.head, source.until) : [],
    ...{ forks: 0, gone: false },
    ...{ open: Buffer.alloc(0), openFrom: begin, end: begin },
    closed: request.closed,
    ...{ producers: new Map(), commits: [] },
  };
  const { body, stored } = request;
  const pieces = body.length === 0 ? [] : (stored?.parts ?? piecesOf(contentType, body, true));
  const { head, pages } = withPieces(empty, empty, pieces);
  return { head, added: { pages, uploads: stored ? [stored.upload] : [] } };
}

const blocked = (): Problem =>
  new Problem("conflict", { detail: "It is deleted, and kept for the streams that were forked from it." });
