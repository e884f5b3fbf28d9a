import type { Environment } from "../environment/environment.js";
import type { Shared } from "../environment/shared.js";
import type { Position } from "../delivery/position.js";

/** What a subscription has made of its channels' events, and up to where. */
export interface Saved {
  readonly positions: ReadonlyMap<string, Position>;
  readonly state: unknown;
}

/** States and positions in sessionStorage: all in one item, so that neither is ever newer than the other. */
export interface SavedStates {
  read(name: string): Saved | undefined;
  write(all: ReadonlyMap<string, Saved>): void;
}

export function savedStates(shared: Shared, storage: Environment["storage"], key: string): SavedStates {
  const { attempt } = shared;
  let known: ReadonlyMap<string, Saved> | undefined;
  const readAll = (): ReadonlyMap<string, Saved> =>
    (known ??= parse(
      shared,
      attempt(() => storage?.getItem(key)),
    ));
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
  };
}

function parse({ attempt, isRecord }: Shared, text: string | null | undefined): ReadonlyMap<string, Saved> {
  const entries: unknown = attempt((): unknown => JSON.parse(text ?? "[]"));
  const found = new Map<string, Saved>();
  for (const entry of Array.isArray(entries) ? entries : []) {
    if (!isRecord(entry) || typeof entry["name"] !== "string" || !Array.isArray(entry["positions"])) continue;
    const positions = new Map(entry["positions"].flatMap((entry) => positionIn(isRecord, entry)));
    found.set(entry["name"], { positions, state: entry["state"] });
  }
  return found;
}

function positionIn(isRecord: Shared["isRecord"], entry: unknown): [string, Position][] {
  if (!Array.isArray(entry) || typeof entry[0] !== "string" || !isRecord(entry[1])) return [];
  const { seq, cursor } = entry[1];
  if (typeof seq !== "number") return [];
  return [[entry[0], { seq, cursor: typeof cursor === "string" ? cursor : undefined }]];
}
