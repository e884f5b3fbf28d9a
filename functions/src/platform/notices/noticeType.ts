import type { z } from "zod";

/** What a row of an inbox says. Titles and bodies are plain text: a client escapes them. */
export interface Rendered {
  title: string;
  body: string;
  /** A path of the app. */
  actionUrl: string;
}

/**
 * A notification type: how it is pushed, how long it stays, which rows it shares, and its template. Each says all of itself,
 * also where another says the same: a type is read and changed in one place.
 */
export interface NoticeType<Name extends string = string, Payload extends z.ZodObject = z.ZodObject> {
  /** Its name on the wire: `^[a-z][a-z0-9_]{0,63}$`. */
  readonly type: Name;
  /** Types that users switch together, a name of the same form. */
  readonly category: string;
  /** Whether it is pushed where the user has said nothing. */
  readonly push: boolean;
  /** Users cannot switch it off, and it waits for no quiet hours to end. */
  readonly required: boolean;
  /** `high` wakes a phone; `low` is not pushed to devices not seen for 30 days. */
  readonly urgency: "high" | "normal" | "low";
  /** Is pushed in quiet hours, too: after them it would be of no use. However urgent, all else waits. */
  readonly passesQuietHours?: true;
  /** How long the row stays, ms. */
  readonly ttlMs: number;
  /** How long a push is tried, and kept by FCM for a device that is away, ms; never longer than the row stays. */
  readonly pushTtlMs: number;
  /** Of pushes with the same key a device shows the newest. Few per type: FCM keeps four per device. */
  readonly collapse: (payload: z.infer<Payload>) => string;
  /** What happens within the window after the first of the same key joins its row; the first alone is pushed. */
  readonly batch?: { key: (payload: z.infer<Payload>) => string; windowMs: number };
  /** At most one push of this type in so many ms. */
  readonly throttleMs?: number;
  /** Of new rows of this type by one sender, one in so many ms is pushed; the others are in the inbox alone. */
  readonly ringMs?: number;
  /** What its texts are made of. `spaceId` and `toolId` become fields of the row. */
  readonly payload: Payload;
  /** Whose name the texts say, if any; default: the actor. */
  readonly about?: (payload: z.infer<Payload>) => string;
  /** `count` is how many happenings the row stands for, of which `payload` is the latest; `name` is that of the user it is about. */
  readonly render: (payload: z.infer<Payload>, count: number, name: string) => Rendered;
  /** A payload, for tests and documents. */
  readonly example: z.input<Payload>;
}

/** Declares a notification type. The payload's schema types everything else. */
export const noticeType = <const Name extends string, Payload extends z.ZodObject>(
  type: NoticeType<Name, Payload>,
): NoticeType<Name, Payload> => type;
