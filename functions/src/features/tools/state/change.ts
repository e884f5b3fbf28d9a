import {
  applyPatch,
  isObject,
  type Json,
  prefixesOf,
  type StateObject,
  type StatePatch,
  valueAt,
} from "@firecast/contract/statePatch";
import { maxStateBytes } from "@firecast/contract/tools";
import { Problem } from "../../../platform/problems.js";
import { changedByOthers, type KeyChanges, recordChanges } from "./keyChanges.js";

/** A tool's state at a version, and who changed which of its keys last. */
export interface KeptState {
  readonly version: number;
  readonly state: StateObject;
  readonly keys: KeyChanges;
  /** At least as many bytes as the state has as JSON. */
  readonly bytes: number;
}

export const emptyState: KeptState = { version: 0, state: {}, keys: new Map(), bytes: 2 };

/** What a user wants changed, having seen `baseVersion`. */
export interface Change {
  readonly patch: StatePatch;
  readonly baseVersion?: number | undefined;
  readonly by: string;
}

export interface Changed {
  readonly kept: KeptState;
  /** The patch as it took effect. */
  readonly patch: StatePatch;
  /** What the patch replaced that others had changed since its base, by key. */
  readonly overwritten: StateObject;
}

/**
 * The next version of a state. The last commit wins, key by key: no clock has a say.
 * @throws Problem `invalid_request` for a base that is yet to come, `payload_too_large`.
 */
export function change(kept: KeptState, { patch, baseVersion, by }: Change): Changed {
  const version = kept.version + 1;
  if (baseVersion !== undefined && baseVersion > kept.version) {
    const detail = `is beyond the present version, ${kept.version}`;
    throw new Problem("invalid_request", { errors: [{ in: "body", pointer: "/baseVersion", detail }] });
  }
  const state = applyPatch(kept.state, patch);
  const effective = effectivePatch(kept.state, patch, state);
  const keys = recordChanges(kept.keys, { keys: Object.keys(effective), version, by, state });
  const bytes = boundedBytes(kept.bytes + bytesOf(effective), state);
  const replaced =
    baseVersion === undefined
      ? []
      : changedByOthers(kept.keys, Object.keys(patch), { since: baseVersion, by });
  return {
    kept: { version, state, keys, bytes },
    patch: effective,
    overwritten: Object.fromEntries(replaced.map((key) => [key, valueAt(kept.state, key) ?? null])),
  };
}

/**
 * A value that stood on the way to a key was replaced by an object: the patch says so, by the key of that value. Else a reader
 * who gets the newest of each key alone would not hear of it.
 */
function effectivePatch(before: StateObject, patch: StatePatch, after: StateObject): StatePatch {
  const inTheWay = new Set(
    Object.entries(patch).flatMap(([key, value]) => {
      const leaf =
        value === null ? undefined : prefixesOf(key).find((prefix) => isLeaf(valueAt(before, prefix)));
      return leaf ?? [];
    }),
  );
  if (inTheWay.size === 0) return patch;
  const entries = Object.entries(patch).map(([key, value]): [string, Json] => {
    const leaf = prefixesOf(key).find((prefix) => inTheWay.has(prefix));
    return leaf === undefined ? [key, value] : [leaf, valueAt(after, leaf) ?? null];
  });
  return Object.fromEntries(entries);
}

const isLeaf = (value: Json | undefined): boolean => value !== undefined && !isObject(value);

export const bytesOf = (value: Json | StateObject): number => Buffer.byteLength(JSON.stringify(value));

function boundedBytes(bound: number, state: StateObject): number {
  const bytes = bound <= maxStateBytes ? bound : bytesOf(state);
  if (bytes <= maxStateBytes) return bytes;
  throw new Problem("payload_too_large", { detail: `A state has at most ${maxStateBytes} bytes of JSON.` });
}
