import type { z } from "zod";
import type {
  ChangeDocument,
  CreateDocument,
  Document,
  DocumentPage,
  MoveCursor,
} from "@firecast/contract/documents";
import { type Caller, pathOf, type WriteOptions } from "./call.js";

export const documentCalls = ({ read, write }: Caller) => ({
  list: (query: { spaceId?: string; limit?: number; cursor?: string } = {}) =>
    read<DocumentPage>("/api/documents", { ...query }),
  create: (document: z.input<typeof CreateDocument>, options?: WriteOptions) =>
    write<Document>("POST", "/api/documents", document, options),
  get: (documentId: string) => read<Document>(pathOf`/api/documents/${documentId}`),
  /** Merged with what others have changed since `baseVersion`. */
  change: (documentId: string, change: z.input<typeof ChangeDocument>, options?: WriteOptions) =>
    write<Document>("PATCH", pathOf`/api/documents/${documentId}`, change, options),
  moveCursor: (documentId: string, cursor: MoveCursor, options?: WriteOptions) =>
    write<undefined>("POST", pathOf`/api/documents/${documentId}/cursor`, cursor, options),
  leave: (documentId: string, options?: WriteOptions) =>
    write<undefined>("DELETE", pathOf`/api/documents/${documentId}/cursor`, undefined, options),
});
