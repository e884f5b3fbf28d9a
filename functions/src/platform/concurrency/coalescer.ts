/** Values that go out together: of each group the newest of each key. */
export interface Coalescer<Value> {
  /**
   * Resolves when the value, or a newer one of its key, was sent. Callers wait for it: an instance has no CPU between requests, so
   * what no request waits for may never be sent.
   */
  add(group: string, key: string, value: Value): Promise<void>;
  /** Sends at once what is still waiting: the instance ends. */
  flush(): Promise<void>;
}

interface Options<Value> {
  /** What comes within this time of what was sent waits and goes out together, ms. */
  togetherMs: number;
  /** Never rejects. */
  send(group: string, values: readonly Value[]): Promise<void>;
}

interface Burst<Value> {
  readonly newest: Map<string, Value>;
  readonly callers: (() => void)[];
}

/** The first value of a quiet group goes out at once, what comes soon after it together, then. */
export function coalescer<Value>({ togetherMs, send }: Options<Value>): Coalescer<Value> {
  const bursts = new Map<string, Burst<Value>>();

  const begin = (group: string): void => {
    bursts.set(group, { newest: new Map(), callers: [] });
    setTimeout(() => void end(group), togetherMs);
  };

  const end = async (group: string): Promise<void> => {
    const burst = bursts.get(group);
    if (!burst) return;
    bursts.delete(group);
    if (burst.newest.size === 0) return;
    begin(group);
    await send(group, [...burst.newest.values()]);
    for (const resolve of burst.callers) resolve();
  };

  return {
    add: (group, key, value) => {
      const burst = bursts.get(group);
      if (!burst) {
        begin(group);
        return send(group, [value]);
      }
      burst.newest.delete(key); // the newest goes last
      burst.newest.set(key, value);
      return new Promise((resolve) => burst.callers.push(resolve));
    },
    flush: async () => {
      await Promise.all([...bursts.keys()].map(end));
    },
  };
}
