import { campusHeatmapChannel, heatmapChannel, issueStatsChannel } from "@firecast/contract/issues/figures";
import {
  buildingIssuesChannel,
  campusIssuesChannel,
  orgIssuesChannel,
} from "@firecast/contract/issues/issues";
import { onWritten } from "../../platform/firestore/trigger.js";
import type { ResourceAccess } from "../../realtime/index.js";
import type { FeatureKit, Manifest } from "../feature.js";
import { followedFigures } from "./announcements/followed.js";
import { issuesDeps } from "./deps.js";
import { campusHeatSnapshots, heatSnapshots } from "./heatmap/snapshot.js";
import { issuesRoutes, issuesStreams } from "./http.js";
import { issueTypes } from "./notices.js";
import { buildingDocument, issueDocument } from "./paths.js";
import { placesRoutes } from "./places/http.js";
import { placeAccess } from "./places/access.js";
import { recountFigures } from "./recount/recountFigures.js";
import { statisticsSnapshots } from "./statistics/snapshot.js";
import { announceFigures, announceMove, tellOfIssue } from "./tellOfIssues.js";

/** What is broken where, who sees to it, and what an organization's issues add up to. */
export const issues = {
  name: "issues",
  channels: [
    orgIssuesChannel,
    campusIssuesChannel,
    buildingIssuesChannel,
    heatmapChannel,
    campusHeatmapChannel,
    issueStatsChannel,
  ],
  noticeTypes: issueTypes,
  build: (kit) => {
    const deps = issuesDeps(kit);
    return {
      name: "issues",
      actions: {},
      routes: [...placesRoutes(deps), ...issuesRoutes(deps)],
      streams: issuesStreams,
      access: placeAccess(deps) satisfies ResourceAccess[],
      snapshots: [heatSnapshots(deps), campusHeatSnapshots(deps), statisticsSnapshots(deps)],
      followed: followedFigures(deps),
      jobs: [recountFigures(deps)],
      triggers: [
        onWritten(issueDocument, (event) => announceFigures(deps, event)),
        onWritten(buildingDocument, (event) => announceMove(deps, event)),
      ],
      notices: {
        triggers: (teller) => [onWritten(issueDocument, (event) => tellOfIssue({ ...kit, teller }, event))],
      },
    };
  },
} satisfies Manifest<FeatureKit, object>;
