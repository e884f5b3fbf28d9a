import { z } from "zod";
import {
  ChangeDocument,
  CreateDocument,
  Document,
  DocumentPage,
  ListDocuments,
  MoveCursor,
} from "@firecast/contract/documents";
import { Segment } from "@firecast/contract/core/ids";
import { created, noContent, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import { changeDocument } from "./changeDocument.js";
import { createDocument } from "./createDocument.js";
import type { DocumentsDeps } from "./deps.js";
import { leaveDocument, moveCursor } from "./moveCursor.js";
import { listDocuments, readDocument } from "./readDocuments.js";

const DocumentPath = z.object({ documentId: Segment });

export const documentsRoutes = (deps: DocumentsDeps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/documents",
      summary: "The caller's own documents, or those of a space, newest first, without their content",
      query: ListDocuments,
      answer: ok(DocumentPage),
    },
    ({ query, user }) => listDocuments(deps, { query, user }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/documents",
      summary: "Create a document: the caller's own, or one that a space writes together",
      body: CreateDocument,
      answer: created(Document),
    },
    ({ body, user, request }) => createDocument(deps, { draft: body, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/documents/:documentId",
      summary: "A document as it is now",
      params: DocumentPath,
      answer: ok(Document),
    },
    ({ params, user }) => readDocument(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/documents/:documentId",
      summary: "Change the content: by steps, merged with what others did since baseVersion, or as a whole",
      params: DocumentPath,
      body: ChangeDocument,
      answer: ok(Document),
    },
    ({ params, body, user, request }) => changeDocument(deps, { ...params, change: body, user, request }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/documents/:documentId/cursor",
      summary: "Say where one stands in the text; others who are connected see it",
      params: DocumentPath,
      body: MoveCursor,
      answer: noContent,
    },
    ({ params, body, user }) => moveCursor(deps, { ...params, move: body, user }),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/documents/:documentId/cursor",
      summary: "Say that one has closed the document",
      params: DocumentPath,
      answer: noContent,
    },
    ({ params, user }) => leaveDocument(deps, { ...params, user }),
  ),
];
