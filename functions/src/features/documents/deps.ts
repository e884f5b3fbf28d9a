import { channelOf } from "@firecast/contract/core/channel";
import { type CursorMove, documentChannel } from "@firecast/contract/documents";
import type { Clock } from "../../platform/clock.js";
import { type Coalescer, coalescer } from "../../platform/concurrency/coalescer.js";
import type { Firebase } from "../../platform/firebase.js";
import { type InTurn, inTurnOf } from "../../platform/firestore/inTurn.js";
import type { Ids, Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import type { SpacesActions } from "../spaces/actions.js";
import { type DocumentAccess, documentAccess } from "./documentAccess.js";
import { type DocumentsStore, documentsStore } from "./store.js";

/** What documents are given. */
export interface DocumentsKit {
  readonly firebase: Firebase;
  readonly spaces: Pick<SpacesActions, "requireMember" | "isMember">;
  readonly publisher: Pick<Publisher, "append" | "signal">;
  readonly limits: RateLimits;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly log: Log;
}

/** What the actions of documents work with. */
export interface DocumentsDeps extends Omit<DocumentsKit, "firebase" | "random" | "log"> {
  readonly store: DocumentsStore;
  readonly inTurn: InTurn;
  readonly access: DocumentAccess;
  /** Tells where users stand, by document and user. */
  readonly cursors: Coalescer<CursorMove>;
}

/** Ten a second look like a movement; typing moves the cursor more often. */
const togetherMs = 100;

export function documentsDeps({ firebase, random, log, ...kit }: DocumentsKit): DocumentsDeps {
  const store = documentsStore(firebase.firestore, log);
  return {
    ...kit,
    store,
    inTurn: inTurnOf(random),
    access: documentAccess(store, kit.spaces, kit.clock),
    cursors: coalescer({
      togetherMs,
      send: (documentId, moves) =>
        kit.publisher.signal(
          channelOf(documentChannel, { documentId }),
          ...moves.map((data) => ({ type: "document:cursor-move", by: data.userId, data }) as const),
        ),
    }),
  };
}
