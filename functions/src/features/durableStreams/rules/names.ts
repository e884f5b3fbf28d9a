import { Segment as Id } from "@firecast/contract/core/ids";
import { sha256 } from "../../../platform/ids.js";
import { Problem } from "../../../platform/problems.js";

const Segment = /^[A-Za-z0-9._~:@=-]{1,200}$/;
const mostSegments = 16;
/** Stock clients put their streams there: a path is the same stream with and without it. */
const usualPrefix = /^v1\/stream\//;

/** The name of a stream by the path of its URL after `/api/ds/`. A slash that is encoded is one, too: adapters send it. @throws Problem 400. */
export function nameIn(path: string): string {
  const segments = pathIn(path).split("/");
  const isFine = segments.every((segment) => Segment.test(segment) && !/^\.{1,2}$/.test(segment));
  const space = spaceOf(segments.join("/"));
  if (space !== undefined && !Id.safeParse(space).success) throw refused("names no space");
  if (isFine && segments.length <= mostSegments && segments[0] !== "__ds") return segments.join("/");
  throw refused(`must be 1 to ${mostSegments} segments of A-Z a-z 0-9 . _ ~ : @ = -, the first not __ds`);
}

const refused = (detail: string): Problem =>
  new Problem("invalid_request", { errors: [{ in: "path", pointer: "/path", detail }] });

/** Decoded once: what is still encoded then has a character that no segment has. */
const pathIn = (path: string): string => path.split("/").map(decoded).join("/").replace(usualPrefix, "");

/** What does not decode has a character that no segment has. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The same by the path of a URL, as `Stream-Forked-From` has it. @throws Problem 400. */
export const nameInUrl = (path: string): string => nameIn(path.replace(/^\/?(?:api\/)?(?:ds\/)?/, ""));

/** Under what id the head of a stream is stored: a name has slashes. */
export const keyOf = (name: string): string => sha256(name);

/** The space whose members a stream belongs to: `spaces/{spaceId}/…`. */
export const spaceOf = (name: string): string | undefined => /^spaces\/([^/]+)\/./.exec(name)?.[1];

/** The channel of the catalogue that a path stands for. */
export const channelIn = (path: string): string | undefined => /^channels\/(.+)$/.exec(pathIn(path))?.[1];
