import type { OutboxNews, OutboxSharing } from "./sharing.js";

/** What is used of `navigator.locks`. */
export interface Locks {
  readonly request: (
    name: string,
    options: { signal?: AbortSignal; steal?: boolean },
    held: () => Promise<void>,
  ) => Promise<unknown>;
}

/** What is used of a `BroadcastChannel`. */
export interface NewsChannel {
  postMessage: (message: unknown) => void;
  onmessage: ((event: MessageEvent) => unknown) | null;
  close: () => void;
}

/** One tab sends: the one that holds the lock of that name. When it closes or crashes, the next one gets it; from a frozen one it is taken. */
export function browserSharing(
  name: string,
  { locks, openChannel }: { locks: Locks; openChannel: (name: string) => NewsChannel },
): OutboxSharing {
  const channel = openChannel(name);
  let isClosed = false;
  return {
    elect: (lead, lost) => {
      let waiting = new AbortController();
      let release = (): void => undefined;
      const queue = (steal: boolean): void => {
        const own = (waiting = new AbortController());
        let isHeld = false;
        const held = (): Promise<void> => {
          isHeld = true;
          lead();
          return new Promise((resolve) => (release = resolve));
        };
        // A signal cannot be given together with `steal`.
        locks.request(name, steal ? { steal } : { signal: own.signal }, held).catch(() => {
          if (own.signal.aborted) return;
          // Forbidden, as in a page that may store nothing: nothing is shared then.
          if (!isHeld) return lead();
          lost();
          queue(false);
        });
      };
      queue(false);
      return {
        leave: () => {
          waiting.abort();
          release();
        },
        steal: () => {
          waiting.abort();
          queue(true);
        },
      };
    },
    // What was under way when its user left ends later, and a closed channel throws.
    post: (news) => {
      if (!isClosed) channel.postMessage(news);
    },
    listen: (hear) => {
      channel.onmessage = ({ data }) => {
        if (isNews(data)) hear(data);
      };
      return () => {
        isClosed = true;
        channel.close();
      };
    },
  };
}

/** Only pages of the own origin can post; one of another version may say what this one does not know. */
function isNews(data: unknown): data is OutboxNews {
  if (typeof data !== "object" || data === null || !("type" in data)) return false;
  if (data.type === "ended") return "row" in data && "outcome" in data;
  if (data.type === "dismissed") return "key" in data;
  return ["changed", "retry", "asked", "alive"].includes(String(data.type));
}
