import type { Device } from "@firecast/contract/notifications/devices";
import { assertNever } from "../../../platform/assertNever.js";
import { days } from "../../../platform/clock.js";
import { sha256 } from "../../../platform/ids.js";
import { longestThatFits } from "./fit.js";
import type { PushTarget } from "../../devices/actions.js";
import type { PushPayload } from "../pushPayload.js";

/** FCM refuses what is larger, bytes; some room for what it may count differently. */
const largest = 4096 - 160;
/** FCM keeps nothing for longer. */
const longestTtl = days(28);
const longestTitle = 300;

interface Circumstances {
  /** Unread rows of the inbox, if known. */
  readonly badge?: number | undefined;
  /** Of the app; a link of a web push has to be https. */
  readonly appUrl?: string | undefined;
  readonly now: number;
}

export type Addressee = PushTarget & Pick<Device, "platform">;

/** As FCM's HTTP API takes it: https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages */
interface Content {
  readonly notification?: { title: string; body: string };
  readonly data: Readonly<Record<string, string>>;
  readonly android?: ReturnType<typeof toAndroid>;
  readonly webpush?: ReturnType<typeof toWebpush>;
  readonly apns?: ReturnType<typeof toApns>;
}
export type FcmMessage = Content & ({ readonly token: string } | { readonly fid: string });

/** Titles and bodies are plain text and go as they are; a client that shows them takes no markup from them. */
export function toFcmMessage(
  payload: PushPayload,
  target: Addressee,
  { badge, appUrl, now }: Circumstances,
): FcmMessage {
  const { id, type, actionUrl, count } = payload;
  const more = {
    ...(badge !== undefined && { unread: String(badge) }),
    ...(count > 1 && { digest: String(count) }),
  };
  const ttlMs = Math.min(Math.max(payload.expiresAt - now, 0), longestTtl);
  const platform = platformOf(target.platform, payload, { ttlMs, badge, appUrl, now });
  const contentWith = (title: string, body: string): Content => ({
    notification: { title, body },
    data: { id, type, actionUrl, ...more },
    ...platform,
  });
  const fits = (title: string, body: string): boolean =>
    Buffer.byteLength(JSON.stringify(contentWith(title, body))) <= largest;

  const short = longestThatFits(payload.title, (text) => [...text].length <= longestTitle);
  const title = longestThatFits(short, (text) => fits(text, ""));
  const body = longestThatFits(payload.body, (text) => fits(title, text));
  return addressed(target, contentWith(title, body));
}

/** Shows nothing and says nothing: whether FCM refuses the target or what we sent to it. */
export const minimalMessage = (target: PushTarget): FcmMessage =>
  addressed(target, { data: { type: "probe" } });

const addressed = ({ kind, value }: PushTarget, content: Content): FcmMessage =>
  kind === "token" ? { token: value, ...content } : { fid: value, ...content };

interface PlatformFacts extends Circumstances {
  readonly ttlMs: number;
}

/** A device reads the section of its own platform only. */
function platformOf(
  platform: Device["platform"],
  payload: PushPayload,
  facts: PlatformFacts,
): Partial<Content> {
  switch (platform) {
    case "android":
      return { android: toAndroid(payload, facts) };
    case "web":
      return { webpush: toWebpush(payload, facts) };
    case "ios":
      return { apns: toApns(payload, facts) };
    default:
      return assertNever(platform);
  }
}

/**
 * FCM holds four collapse keys for a device that is away, and of one key the newest
 * (https://firebase.google.com/docs/cloud-messaging/customize-messages/collapsible-message-types): only what may be
 * dropped for something newer has one. `tag` replaces what the device shows, and there may be any number of them.
 */
function toAndroid({ collapseKey, urgency, category, count }: PushPayload, { ttlMs, badge }: PlatformFacts) {
  const key = atMost(64, collapseKey);
  const collapse = count > 1 ? "digest" : urgency === "low" ? "low" : undefined;
  return {
    ...(collapse !== undefined && { collapse_key: collapse }),
    priority: urgency === "high" ? "high" : "normal",
    ttl: `${Math.floor(ttlMs / 1000)}s`,
    // Zero would mean: one more.
    notification: { tag: key, channel_id: category, ...(badge && { notification_count: badge }) },
  };
}

/** `Topic` replaces what the push service still holds, `tag` what the browser shows. */
function toWebpush({ collapseKey, urgency, actionUrl }: PushPayload, { ttlMs, appUrl }: PlatformFacts) {
  const link = linkTo(actionUrl, appUrl);
  return {
    headers: {
      TTL: String(Math.floor(ttlMs / 1000)),
      Urgency: urgency,
      Topic: topicOf(collapseKey),
    },
    notification: { tag: atMost(64, collapseKey), ...(urgency !== "low" && { renotify: true }) },
    ...(link !== undefined && { fcm_options: { link } }),
  };
}

function toApns({ collapseKey, urgency, category }: PushPayload, { ttlMs, badge, now }: PlatformFacts) {
  const key = atMost(64, collapseKey);
  const level = { high: "time-sensitive", normal: "active", low: "passive" }[urgency];
  return {
    headers: {
      "apns-collapse-id": key,
      "apns-expiration": String(Math.floor((now + ttlMs) / 1000)),
      "apns-priority": urgency === "high" ? "10" : "5",
    },
    payload: {
      aps: {
        ...(badge !== undefined && { badge }),
        "thread-id": key,
        category,
        "interruption-level": level,
        ...(urgency !== "low" && { sound: "default" }),
      },
    },
  };
}

/** The app's own origin, whatever the path says. */
function linkTo(actionUrl: string, appUrl: string | undefined): string | undefined {
  if (appUrl === undefined || !URL.canParse(appUrl)) return undefined;
  const app = new URL(appUrl);
  if (app.protocol !== "https:" || !URL.canParse(actionUrl, app.href)) return undefined;
  const link = new URL(actionUrl, app);
  return link.origin === app.origin ? link.href : undefined;
}

/** What is longer becomes its hash: equal keys stay equal, different ones different. */
const atMost = (bytes: number, key: string): string =>
  /^[\x21-\x7e]+$/.test(key) && key.length <= bytes ? key : sha256(key);

const topicOf = (key: string): string => (/^[\w-]{1,32}$/.test(key) ? key : sha256(key).slice(0, 32));
