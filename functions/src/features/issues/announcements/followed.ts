import { campusHeatmapChannel, heatmapChannel, issueStatsChannel } from "@firecast/contract/issues/figures";
import type { Followed } from "../../../realtime/index.js";
import type { IssuesDeps } from "../deps.js";

/** Clients that follow figures get a full state once a minute, also while nothing changes. */
export const followedFigures = ({ announcer, figures }: IssuesDeps): Followed[] => {
  const organizationOf = (params: Readonly<Record<string, string>>): string => params["organizationId"] ?? "";
  return [
    {
      kind: heatmapChannel,
      tend: ({ params }) => announcer.refresh(figures.ofOrganization(organizationOf(params))),
    },
    {
      kind: issueStatsChannel,
      tend: ({ params }) => announcer.refresh(figures.ofStatistics(organizationOf(params))),
    },
    {
      kind: campusHeatmapChannel,
      tend: ({ params }) => announcer.refresh(figures.ofCampus(params["campusId"] ?? "")),
    },
  ];
};
