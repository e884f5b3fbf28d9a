import { z } from "zod";
import { channelOf } from "@firecast/contract/core/channel";
import { Segment } from "@firecast/contract/core/ids";
import { PostState, StateChanged, ToolState, toolStateChannel } from "@firecast/contract/tools";
import { ok } from "../../../platform/http/answers.js";
import { endpoint, type Route } from "../../../platform/http/endpoint.js";
import { type StreamDeps, streamRoute } from "../../../realtime/index.js";
import type { ToolsDeps } from "../deps.js";
import { changeState, readState } from "./changeState.js";

const ToolPath = z.object({ toolId: Segment });

export const stateRoutes = (deps: ToolsDeps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/tools/:toolId/state",
      summary: "The tool's shared state, its version, and the cursor to stream on from",
      params: ToolPath,
      answer: ok(ToolState),
    },
    ({ params, user }) => readState(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/tools/:toolId/state",
      summary: "Change keys of the state; the last commit wins, key by key",
      params: ToolPath,
      body: PostState,
      answer: ok(StateChanged),
    },
    ({ params, body, user, request }) => changeState(deps, { ...params, change: body, user, request }),
  ),
];

export const stateStream = (deps: StreamDeps): Route =>
  streamRoute(
    {
      path: "/tools/:toolId/state/stream",
      summary:
        "Changes of the tool's state, from now on, from a cursor, or with the whole state first (`snapshot=1`)",
      params: ToolPath,
      channels: (_, { toolId }) => [channelOf(toolStateChannel, { toolId })],
    },
    deps,
  );
