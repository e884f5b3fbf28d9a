/** A value that changes, in the shape that React's `useSyncExternalStore` and any other framework can follow. */
export interface Readable<T> {
  /** The same object until something has changed. */
  readonly get: () => T;
  /** Calls `listener` after each change. Returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Tells listeners; one that throws keeps none of the others from hearing. */
export function createListeners(report: (error: unknown) => void = () => undefined) {
  const listeners = new Set<() => void>();
  return {
    subscribe: (listener: () => void): (() => void) => {
      const own = () => listener(); // the same function may listen twice
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    tell: (): void => {
      for (const listener of [...listeners]) {
        try {
          listener();
        } catch (error) {
          report(error);
        }
      }
    },
  };
}
