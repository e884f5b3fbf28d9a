import type { OutboxNews, OutboxSharing } from "./sharing.js";

/** What is used of `navigator.locks`. */
export interface Locks {
  readonly request: (
    name: string,
    options: { signal: AbortSignal },
    held: () => Promise<void>,
  ) => Promise<unknown>;
}

/** What is used of a `BroadcastChannel`. */
export interface NewsChannel {
  postMessage: (message: unknown) => void;
  onmessage: ((event: MessageEvent) => unknown) | null;
  close: () => void;
}

/** One tab sends: the one that holds the lock of that name. When it closes or crashes, the next one gets it. */
export function browserSharing(
  name: string,
  { locks, openChannel }: { locks: Locks; openChannel: (name: string) => NewsChannel },
): OutboxSharing {
  const channel = openChannel(name);
  return {
    elect: (lead) => {
      const waiting = new AbortController();
      let release = (): void => undefined;
      const held = (): Promise<void> => {
        lead();
        return new Promise((resolve) => (release = resolve));
      };
      locks.request(name, { signal: waiting.signal }, held).catch(() => undefined); // given up while it waited
      return () => {
        waiting.abort();
        release();
      };
    },
    post: (news) => channel.postMessage(news),
    listen: (hear) => {
      channel.onmessage = ({ data }) => {
        if (isNews(data)) hear(data);
      };
      return () => channel.close();
    },
  };
}

/** Only pages of the own origin can post; one of another version may say what this one does not know. */
function isNews(data: unknown): data is OutboxNews {
  if (typeof data !== "object" || data === null || !("type" in data)) return false;
  if (data.type === "ended") return "row" in data && "outcome" in data;
  return data.type === "changed" || data.type === "retry";
}
