import { z } from "zod";
import { channelKind, durable, ephemeral, presenceEvents } from "./core/channelKind.js";
import { Segment, Timestamp } from "./core/ids.js";
import { prose, title } from "./core/text.js";
import { TextChange } from "./textChange.js";

/** Longest content of a document, in UTF-16 units. */
export const maxDocumentLength = 100_000;

/** So many of the newest changes are kept: a change that was made to an older version cannot be merged. */
export const keptDocumentChanges = 200;

/** A text that several users write at once. */
export const Document = z.object({
  id: Segment,
  ownerId: Segment,
  title: z.string(),
  content: z.string(),
  /** 1 at first; every change counts one up. */
  version: z.int().positive(),
  /** Its active members may read and write it; without a space it is the owner's alone. */
  spaceId: Segment.optional(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});

const Content = prose(maxDocumentLength);

export const CreateDocument = z.strictObject({
  title: title(200),
  content: Content.default(""),
  spaceId: Segment.optional(),
});

/**
 * A change that was made to the version `baseVersion`. `ops` are merged with what others have changed since; a whole `content`
 * is taken only while no other user has.
 */
export const ChangeDocument = z.union([
  z.strictObject({ baseVersion: z.int().positive(), content: Content }),
  z.strictObject({ baseVersion: z.int().positive(), ops: TextChange.min(1).max(1000) }),
]);

/** Without a space, the caller's own; newest first. */
export const ListDocuments = z.object({
  spaceId: Segment.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(400).optional(),
});

/** In lists without their content. */
export const DocumentPage = z.object({
  items: z.array(Document.omit({ content: true })),
  nextCursor: z.string().nullable(),
});

const Offset = z.int().nonnegative().max(maxDocumentLength);

/** Where a user stands in the text, and what they have selected. */
export const MoveCursor = z.strictObject({
  position: Offset,
  selection: z.strictObject({ start: Offset, end: Offset }).optional(),
  /** Of the text that this is a place in. A reader of another one finds it there by the changes in between. */
  version: z.int().positive().optional(),
});

/** Made to `version - 1`, by these steps. */
export const ContentChange = z.object({
  documentId: Segment,
  userId: Segment,
  version: z.int().positive(),
  ops: TextChange,
  timestamp: Timestamp,
});

const CursorMove = MoveCursor.extend({ documentId: Segment, userId: Segment, timestamp: Timestamp });
const UserLeave = z.object({ documentId: Segment, userId: Segment, timestamp: Timestamp });

/** Who writes what in a document, and where they stand. */
export const documentChannel = channelKind({
  name: "documents/{documentId}",
  events: {
    "document:content-change": durable(ContentChange),
    "document:cursor-move": ephemeral(CursorMove),
    "document:user-leave": ephemeral(UserLeave),
    ...presenceEvents,
  },
  history: keptDocumentChanges,
  subscribe: { type: "resource", param: "documentId", of: "document" },
  publish: { type: "server" },
  rate: { user: { perMinute: 600 } },
  presence: true,
  farewell: ({ documentId }, userId, timestamp) => ({
    type: "document:user-leave",
    data: { documentId, userId, timestamp },
  }),
});

export type Document = z.infer<typeof Document>;
export type CreateDocument = z.infer<typeof CreateDocument>;
export type ChangeDocument = z.infer<typeof ChangeDocument>;
export type ListDocuments = z.infer<typeof ListDocuments>;
export type DocumentPage = z.infer<typeof DocumentPage>;
export type MoveCursor = z.infer<typeof MoveCursor>;
export type ContentChange = z.infer<typeof ContentChange>;
export type CursorMove = z.infer<typeof CursorMove>;
