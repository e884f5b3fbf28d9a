import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import type { NotificationCategory } from "@firecast/contract/notifications";

/** What a row says. Titles and bodies are plain text: whoever shows them escapes them. */
export interface Rendered {
  title: string;
  body: string;
  /** A path of the app. */
  actionUrl: string;
}

export interface NotificationSpec<Payload extends z.ZodObject = z.ZodObject> {
  category: NotificationCategory;
  /** Whether it is pushed where the user has said nothing. */
  push: boolean;
  /** Nobody can switch it off, and it waits for no quiet hours to end. */
  required: boolean;
  /** `high` wakes a phone; `low` is not pushed to devices not seen for 30 days. */
  urgency: "high" | "normal" | "low";
  /** Is pushed in quiet hours, too: after them it would be of no use. However urgent, all else waits. */
  passesQuietHours?: true;
  /** How long the row stays, ms. */
  ttlMs: number;
  /** How long a push is tried, and kept by FCM for a device that is away, ms; never longer than the row stays. */
  pushTtlMs: number;
  /** Of pushes with the same key a device shows the newest. Few per type: FCM keeps four per device. */
  collapse: (payload: z.infer<Payload>) => string;
  /** What happens within the window after the first of the same key joins its row; the first alone is pushed. */
  batch?: { key: (payload: z.infer<Payload>) => string; windowMs: number };
  /** At most one push of this type in so many ms. */
  throttleMs?: number;
  /** Of new rows of this type by one sender, one in so many ms is pushed; the others are in the inbox alone. */
  ringMs?: number;
  payload: Payload;
  /** Whose name the texts say, if any; default: the actor. */
  about?: (payload: z.infer<Payload>) => string;
  /** `count` is how many happenings the row stands for, of which `payload` is the latest; `name` that of whom it is about. */
  render: (payload: z.infer<Payload>, count: number, name: string) => Rendered;
  example: z.input<Payload>;
}

export const spec = <P extends z.ZodObject>(entry: NotificationSpec<P>): NotificationSpec<P> => entry;

/** Parts of payloads. */
export const Name = z.string().max(200);
export const Excerpt = z.string().max(200);
export const inSpace = { spaceId: Segment, spaceName: Name };
export const ofTool = { toolId: Segment, toolName: Name };
export const inCalendar = { ...inSpace, eventId: Segment, eventTitle: Name };

/** Parts of examples. */
export const exampleSpace = { spaceId: "lobby", spaceName: "Lobby" };
export const exampleTool = { toolId: "poll", toolName: "Poll" };
export const exampleEvent = { ...exampleSpace, eventId: "e1", eventTitle: "Stand-up" };

/** Paths of the app. */
export const space = (id: string, rest = ""): string => `/spaces/${id}${rest}`;
export const tool = (id: string): string => `/tools/${id}`;
export const times = (count: number, one: string, many: string): string =>
  count === 1 ? one : `${count} ${many}`;
