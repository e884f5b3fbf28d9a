import { sharedFeature } from "../feature.js";
import { durableStreamsActions } from "./actions.js";
import { durableStreamsDeps } from "./deps.js";
import { durableStreamRoutes, linkRoutes } from "./http.js";
import { liveStreams } from "./reading/liveStreams.js";
import { forgetStreams, sweepStreams } from "./sweep.js";
import { streamWriters } from "./writing/streamWriters.js";

/** Append-only streams of bytes or messages at URLs of their own, by the Durable Streams protocol. */
export const durableStreams = sharedFeature({
  name: "durableStreams",
  build: (kit) => {
    const deps = durableStreamsDeps(kit);
    const writing = { ...deps, writers: streamWriters(deps) };
    const live = liveStreams(deps);
    return {
      name: "durableStreams",
      actions: durableStreamsActions(writing),
      routes: linkRoutes(writing),
      streams: (streaming) => durableStreamRoutes({ ...writing, live }, streaming),
      sweep: () => sweepStreams(deps),
      forgetUser: async (uid) => {
        for await (const _ of forgetStreams(deps, "owner", uid));
      },
      forgetSpace: (spaceId) => forgetStreams(deps, "spaceId", spaceId),
      drain: () => live.end(),
    };
  },
});
