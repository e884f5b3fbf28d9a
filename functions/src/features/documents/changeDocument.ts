import { channelOf } from "@firecast/contract/core/channel";
import { type ChangeDocument, type Document, documentChannel } from "@firecast/contract/documents";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { Problem } from "../../platform/problems.js";
import { type Decision, decideChange, neededChanges } from "./decide.js";
import type { DocumentsDeps } from "./deps.js";
import { requireUsable } from "./readDocuments.js";

interface Changed extends Call<Document> {
  readonly documentId: string;
  readonly change: ChangeDocument;
}

/**
 * A new version, unless nothing changes. Changes of one document go one after the other on this instance; where another
 * instance was first, the change is merged with that one's, too.
 *
 * @throws Problem `not_found`, `invalid_request`, `payload_too_large`, `rate_limited`; `conflict` for a change to another
 * version that cannot be merged.
 */
export async function changeDocument(
  deps: DocumentsDeps,
  { user, documentId, change, request }: Changed,
): Promise<Document> {
  const { store, publisher, limits, clock, inTurn } = deps;
  const { uid } = user;
  const channel = channelOf(documentChannel, { documentId });
  await limits.take(uid, channel);

  const attempt = async (): Promise<Document> => {
    const seen = await requireUsable(deps, uid, documentId);
    const since = await store.changes(documentId, neededChanges(seen.value, change));
    const decision = decideChange(seen.value, change, since, toTimestamp(clock.now()));
    refuse(decision, seen.value);
    if (decision.type !== "change") {
      if (request) await store.commit((batch) => request.record(batch, seen.value));
      return seen.value;
    }

    const { document, ops } = decision;
    const { version, updatedAt: timestamp } = document;
    const data = { documentId, userId: uid, version, ops, timestamp };
    await publisher.append({
      channel,
      events: [{ type: "document:content-change", by: uid, data }],
      writes: (batch) => {
        store.putVersion(batch, seen, document, { ops, by: uid });
        request?.record(batch, document);
      },
      request,
    });
    return document;
  };
  return inTurn(documentId, attempt, request);
}

function refuse(decision: Decision, { version }: Document): void {
  switch (decision.type) {
    case "stale": {
      const detail = `The document is at version ${version}. Read it and make the change to that one.`;
      throw new Problem("conflict", { detail });
    }
    case "misfit": {
      const { pointer, detail } = decision;
      throw new Problem("invalid_request", { errors: [{ in: "body", pointer, detail }] });
    }
    case "too_large":
      throw new Problem("payload_too_large", { detail: decision.detail });
    case "change":
    case "keep":
      return;
  }
}
