import type { Siblings } from "../environment/environment.js";

export interface Locks {
  request(
    name: string,
    options: { steal?: boolean; signal?: AbortSignal },
    held: () => Promise<void>,
  ): Promise<unknown>;
}

/** Pages of one browser, by Web Locks and a BroadcastChannel. */
export function browserSiblings(locks: Locks): Siblings {
  return {
    lock: (name, { steal }, held, lost) => {
      const waiting = new AbortController();
      let isHeld = false;
      const hold = (): Promise<void> =>
        new Promise((resolve) => {
          isHeld = true;
          held(resolve);
        });
      // A signal cannot be given together with `steal`.
      const options = steal ? { steal } : { signal: waiting.signal };
      locks.request(name, options, hold).catch(() => {
        if (isHeld) lost();
        // Forbidden, as in a page that may store nothing: it is by itself.
        else if (!waiting.signal.aborted) void hold();
      });
      return () => {
        if (!isHeld) waiting.abort();
      };
    },
    broadcast: (name, hear) => {
      const channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }: { data: unknown }) => hear(data);
      return { post: (message) => channel.postMessage(message), close: () => channel.close() };
    },
  };
}
