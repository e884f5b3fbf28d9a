/** A push as pages and service workers know it, whatever else FCM sent along. */
export interface PushMessage {
  /** Of the notification in the inbox; a digest has that of its newest. */
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly body: string;
  /** In the app: a path, or an address of its origin. */
  readonly actionUrl: string;
  /** What replaces what: of one tag a device shows the newest. */
  readonly tag: string;
  /** Whether replacing an older one makes itself heard. */
  readonly renotify: boolean;
  /** Unread rows of the inbox, for the badge of the app's icon; undefined where the server did not count. */
  readonly unread: number | undefined;
}

/** What FCM hands to a browser, as JSON. Undefined for what is none of ours: it is not for us to show. */
export function readPush(text: string): PushMessage | undefined {
  const { notification, data } = recordOf(parse(text));
  const { title, body, tag, renotify } = recordOf(notification);
  const { id, type, actionUrl, unread } = recordOf(data);
  if (typeof id !== "string" || typeof title !== "string") return undefined;
  return {
    id,
    type: textOf(type),
    title,
    body: textOf(body),
    actionUrl: textOf(actionUrl) || "/",
    tag: textOf(tag) || id,
    renotify: renotify === true || renotify === "true",
    unread: /^\d+$/.test(textOf(unread)) ? Number(unread) : undefined,
  };
}

/** Where a click leads: within the own origin, else to its beginning. */
export function addressOf(actionUrl: string, origin: string): string {
  try {
    const url = new URL(actionUrl, origin);
    return url.origin === origin ? url.href : `${origin}/`;
  } catch {
    return `${origin}/`;
  }
}

/** What a service worker says to the pages of its origin. */
export type WorkerSays =
  | { readonly type: "firecast:push"; readonly push: PushMessage }
  /** A notification was clicked, and this page has been brought to the front. */
  | { readonly type: "firecast:open"; readonly url: string };

export function isFromWorker(message: unknown): message is WorkerSays {
  const { type, push, url } = recordOf(message);
  if (type === "firecast:push") return typeof recordOf(push)["id"] === "string";
  return type === "firecast:open" && typeof url === "string";
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
