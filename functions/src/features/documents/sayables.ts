import { documentChannel, MoveCursor } from "@firecast/contract/documents";
import { Segment } from "@firecast/contract/core/ids";
import { z } from "zod";
import { sayable } from "../../realtime/index.js";
import type { DocumentsDeps } from "./deps.js";
import { leaveDocument, moveCursor } from "./moveCursor.js";

const params = z.object({ documentId: Segment });

/** What clients of sockets say of a document: where they stand, and that they have closed it. */
export const documentSayables = (deps: DocumentsDeps) => [
  sayable({
    kind: documentChannel,
    type: "document:cursor-move",
    params,
    data: MoveCursor,
    say: ({ user, params, data }) => moveCursor(deps, { ...params, move: data, user }),
  }),
  sayable({
    kind: documentChannel,
    type: "document:user-leave",
    params,
    data: z.unknown(),
    say: ({ user, params }) => leaveDocument(deps, { ...params, user }),
  }),
];
