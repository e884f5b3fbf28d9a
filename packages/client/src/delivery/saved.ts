import type { Environment } from "../environment/environment.js";
import { isRecord } from "../stream/wire.js";
import type { Position } from "./position.js";

/** What a subscription has made of its channels' events, and up to where. */
export interface Saved {
  readonly positions: ReadonlyMap<string, Position>;
  readonly state: unknown;
}

/** States and positions in sessionStorage: all in one item, so that neither is ever newer than the other. */
export interface SavedStates {
  read(name: string): Saved | undefined;
  write(all: ReadonlyMap<string, Saved>): void;
  clear(): void;
}

/** `owner`: the user and the backend. What another one left is not read. */
export function savedStates(storage: Environment["storage"], owner: string): SavedStates {
  const key = `firecast:${owner}`;
  let known: ReadonlyMap<string, Saved> | undefined;
  const readAll = (): ReadonlyMap<string, Saved> => (known ??= parse(attempt(() => storage?.getItem(key))));
  return {
    read: (name) => readAll().get(name),
    write: (all) => {
      const entries = [...all].map(([name, { positions, state }]) => ({
        name,
        positions: [...positions],
        state,
      }));
      // Too large: an older state would go with an older position, and both are as good as before.
      attempt(() => storage?.setItem(key, JSON.stringify(entries)));
    },
    clear: () => {
      known = new Map();
      attempt(() => storage?.removeItem(key));
    },
  };
}

function parse(text: string | null | undefined): ReadonlyMap<string, Saved> {
  const entries: unknown = attempt((): unknown => JSON.parse(text ?? "[]"));
  const found = new Map<string, Saved>();
  for (const entry of Array.isArray(entries) ? entries : []) {
    if (!isRecord(entry) || typeof entry["name"] !== "string" || !Array.isArray(entry["positions"])) continue;
    const positions = new Map(entry["positions"].flatMap(positionIn));
    found.set(entry["name"], { positions, state: entry["state"] });
  }
  return found;
}

function positionIn(entry: unknown): [string, Position][] {
  if (!Array.isArray(entry) || typeof entry[0] !== "string" || !isRecord(entry[1])) return [];
  const { seq, cursor } = entry[1];
  if (typeof seq !== "number") return [];
  return [[entry[0], { seq, cursor: typeof cursor === "string" ? cursor : undefined }]];
}

/** Storage may be full or forbidden: then the next page begins at the present. */
export function attempt<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
