import { issueStatsChannel } from "@firecast/contract/issues/figures";
import { readAtHead, type SnapshotSource } from "../../../realtime/index.js";
import type { IssuesDeps } from "../deps.js";
import { nothing } from "./contribution.js";
import { statisticsOf } from "./statisticsOf.js";

/** For `?snapshot=1`: one entry, `stats`. */
export const statisticsSnapshots = ({ firestore, statistics, clock }: IssuesDeps): SnapshotSource => ({
  kind: issueStatsChannel,
  read: (channel) =>
    readAtHead(firestore, channel, async (transaction) => {
      const document = await transaction.get(statistics.document(channel.params["organizationId"] ?? ""));
      return [{ key: "stats", data: statisticsOf(statistics.decoded(document) ?? nothing, clock.now()) }];
    }),
});
