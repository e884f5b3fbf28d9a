import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { namespaceEvent, type SocketNamespace } from "../../realtime/index.js";

const Place = z.strictObject({
  horseId: Segment,
  x: z.number().min(0).max(100),
  y: z.number().min(0).max(100),
});

/** Where the horses of an organization are in the arena: only those who watch at that moment hear it. */
export const arena: SocketNamespace = {
  name: "/arena",
  admits: ({ organizationId }) => organizationId !== undefined,
  rooms: ({ organizationId = "" }) => [organizationId],
  hears: {
    "horse:moved": namespaceEvent(Place, ({ socket, user: { organizationId = "" }, data }) => {
      socket.to(organizationId).emit("horse:moved", data);
    }),
  },
};
