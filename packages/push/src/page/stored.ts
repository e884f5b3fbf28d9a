import type { PushEnvironment } from "../environment/environment.js";

/** What a browser remembers of pushes. */
export interface Stored {
  /** Of this browser, for every user of it. */
  readonly deviceId: string;
  /** The user wants pushes here. */
  readonly wanted: boolean;
  /** What the server knows, and since when, ms since the epoch. */
  readonly token: string | undefined;
  readonly uid: string | undefined;
  readonly registeredAt: number;
  readonly laters: number;
  readonly laterAt: number;
}

const key = "firecast:push";

/** Storage may be forbidden: then each page begins anew. */
export function storedFacts({ storage, uuid }: Pick<PushEnvironment, "storage" | "uuid">) {
  let known = read(storage) ?? fresh(uuid());
  return {
    get: (): Stored => known,
    set: (change: Partial<Stored>): void => {
      known = { ...known, ...change };
      try {
        storage?.setItem(key, JSON.stringify(known));
      } catch {
        // Full or forbidden: what is known lives as long as the page.
      }
    },
  };
}

const fresh = (deviceId: string): Stored => ({
  deviceId,
  wanted: false,
  token: undefined,
  uid: undefined,
  registeredAt: 0,
  laters: 0,
  laterAt: 0,
});

function read(storage: PushEnvironment["storage"]): Stored | undefined {
  try {
    const found: unknown = JSON.parse(storage?.getItem(key) ?? "null");
    if (typeof found !== "object" || found === null) return undefined;
    const facts: Record<string, unknown> = { ...found };
    const { deviceId, wanted, token, uid } = facts;
    if (typeof deviceId !== "string" || !/^[\w-]{1,64}$/.test(deviceId)) return undefined;
    return {
      deviceId,
      wanted: wanted === true,
      token: typeof token === "string" ? token : undefined,
      uid: typeof uid === "string" ? uid : undefined,
      registeredAt: numberOf(facts["registeredAt"]),
      laters: numberOf(facts["laters"]),
      laterAt: numberOf(facts["laterAt"]),
    };
  } catch {
    return undefined;
  }
}

const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);
