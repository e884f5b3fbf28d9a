import { z } from "zod";
import { channelOf } from "@firecast/contract/channel";
import { chatChannel, readsChannel } from "@firecast/contract/chat";
import { Segment } from "@firecast/contract/ids";
import type { Route } from "../../platform/http/endpoint.js";
import { type StreamDeps, streamRoute } from "../../realtime/index.js";

export const chatStream = (deps: StreamDeps): Route =>
  streamRoute(
    {
      path: "/spaces/:spaceId/chat/stream",
      summary:
        "What happens in the space's chat and who reads it, from now on, from a cursor, or with the newest events first",
      params: z.object({ spaceId: Segment }),
      channels: (_, { spaceId }) => [
        channelOf(chatChannel, { spaceId }),
        channelOf(readsChannel, { spaceId }),
      ],
    },
    deps,
  );
