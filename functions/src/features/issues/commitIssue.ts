import type { WriteBatch } from "firebase-admin/firestore";
import { type Channel, channelOf } from "@firecast/contract/core/channel";
import {
  buildingIssuesChannel,
  campusIssuesChannel,
  type Issue,
  orgIssuesChannel,
} from "@firecast/contract/issues/issues";
import type { Building } from "@firecast/contract/issues/places";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import type { AnyDraft } from "../../realtime/index.js";
import type { IssuesDeps } from "./deps.js";
import type { Placed } from "./heatmap/store.js";
import type { DeletedBuilding } from "./places/store.js";

/** An issue, and the building that it is in. */
export interface IssueInPlace {
  readonly issue: Versioned<Issue>;
  readonly building: Building & Partial<Pick<DeletedBuilding, "deletedAt">>;
}

interface Change {
  readonly event: AnyDraft<typeof orgIssuesChannel>;
  /** Undefined for a new one. */
  readonly before?: IssueInPlace | undefined;
  /** Undefined for one that is deleted. */
  readonly after?: Placed | undefined;
  readonly request: Pick<IdempotentRequest, "document" | "key"> | undefined;
  /** Puts the request's answer into the commit. */
  record(batch: WriteBatch): void;
}

/**
 * One commit: the issue, what it changes in the figures, and its event on the channels of its organization, its campus and
 * its building; of an issue that moves, on those of both places.
 */
export async function commitIssue(
  { publisher, store, statistics, heat }: IssuesDeps,
  { event, before, after, request, record }: Change,
): Promise<void> {
  const seen = before?.issue;
  const organizationId = (after?.issue ?? seen?.value)?.organizationId;
  if (organizationId === undefined) throw new RangeError("a change has an issue");
  const former = before && { issue: before.issue.value, building: before.building };
  await publisher.append({
    channel: channelOf(orgIssuesChannel, { organizationId }),
    copies: channelsOf([former?.issue, after?.issue]),
    events: [event],
    writes: (batch) => {
      if (after) store.put(batch, seen, after.issue);
      else if (seen) store.remove(batch, seen);
      statistics.add(batch, former?.issue, after?.issue);
      heat.add(batch, former, after);
      record(batch);
    },
    request,
  });
}

const channelsOf = (issues: readonly (Issue | undefined)[]): Channel[] => {
  const channels = issues.flatMap((issue): Channel[] =>
    issue
      ? [
          channelOf(campusIssuesChannel, { campusId: issue.campusId }),
          channelOf(buildingIssuesChannel, { buildingId: issue.buildingId }),
        ]
      : [],
  );
  return [...new Map(channels.map((channel) => [channel.name, channel])).values()];
};
