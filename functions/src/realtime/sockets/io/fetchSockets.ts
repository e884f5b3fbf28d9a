import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { seconds } from "../../../platform/clock.js";
import type { Hub } from "../../hub/hub.js";
import type { AdapterBus } from "../../transports/socketio/busAdapter.js";
import { messageTypes, packed, unpacked } from "../../transports/socketio/clusterMessages.js";

/** No instance knows how many others there are: so long their answers are waited for. */
const answeredWithin = seconds(1);

const FoundSocket = z.object({
  id: z.string(),
  rooms: z.array(z.string()),
  data: z.object({ uid: z.string() }),
});
/** A socket of any instance: its id, the rooms that it is in, and whose it is. */
export type FoundSocket = z.infer<typeof FoundSocket>;

const Answered = z.object({
  content: z.object({
    type: z.literal(messageTypes.fetchedSockets),
    data: z.object({ requestId: z.string(), sockets: z.array(FoundSocket) }),
  }),
});

export interface FetchSocketsDeps {
  hub: Pick<Hub, "hold" | "listen">;
  bus: AdapterBus;
}

/** Asks all instances for the sockets that are meant; one that does not answer within a second is left out. */
export async function fetchSockets(
  { hub, bus }: FetchSocketsDeps,
  requestId: string,
  opts: object,
): Promise<FoundSocket[]> {
  const release = hub.hold();
  const found = new Map<string, FoundSocket>();
  const stop = bus.hear((message) => {
    const { data } = Answered.safeParse(unpacked(message)).data?.content ?? {};
    if (data?.requestId === requestId) for (const socket of data.sockets) found.set(socket.id, socket);
  });
  try {
    await hub.listen([]);
    const request = { uid: "emitter", nsp: "/", type: messageTypes.fetchSockets, data: { opts, requestId } };
    bus.tell(packed(requestId, request));
    await pause(answeredWithin);
  } finally {
    stop();
    release();
  }
  return [...found.values()];
}
