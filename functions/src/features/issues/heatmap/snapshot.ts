import { campusHeatmapChannel, heatmapChannel } from "@firecast/contract/issues/figures";
import { readAtHead, type SnapshotSource } from "../../../realtime/index.js";
import type { IssuesDeps } from "../deps.js";
import { heatmapOf } from "./heatmapOf.js";

/** For `?snapshot=1`: one entry, `heatmap`, in the form of an event that tells all. */
export const heatSnapshots = ({ firestore, heat, clock }: IssuesDeps): SnapshotSource => ({
  kind: heatmapChannel,
  read: (channel) =>
    readAtHead(firestore, channel, async (transaction) => {
      const { docs } = await transaction.get(heat.ofOrganization(channel.params["organizationId"] ?? ""));
      const data = { ...heatmapOf(heat.decoded(docs), clock.now()), full: true };
      return [{ key: "heatmap", data }];
    }),
});

export const campusHeatSnapshots = ({ firestore, heat, clock }: IssuesDeps): SnapshotSource => ({
  kind: campusHeatmapChannel,
  read: (channel) =>
    readAtHead(firestore, channel, async (transaction) => {
      const document = await transaction.get(heat.document(channel.params["campusId"] ?? ""));
      const data = { ...heatmapOf(heat.decoded([document]), clock.now()), full: true };
      return [{ key: "heatmap", data }];
    }),
});
