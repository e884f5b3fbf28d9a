import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import { Device, RegisterDevice } from "@firecast/contract/notifications";
import { endpoint, noContent, type Route } from "../../../platform/http/endpoint.js";
import { answered, type DevicesActions } from "./devices.js";

const DevicePath = z.object({ deviceId: Segment });

export const devicesRoutes = (actions: DevicesActions): Route[] => [
  endpoint(
    {
      method: "PUT",
      path: "/devices/:deviceId",
      summary: "Register a device for pushes (201), or say that it is still there (200)",
      params: DevicePath,
      body: RegisterDevice,
      answers: { 200: Device, 201: Device },
    },
    async ({ params: { deviceId }, body, user, keyed }) =>
      answered(await actions.register(user.uid, deviceId, body, keyed)),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/devices/:deviceId",
      summary: "Sign a device out: nothing is pushed to it any more",
      params: DevicePath,
      answers: { 204: null },
    },
    async ({ params: { deviceId }, user, keyed }) => {
      await actions.remove(user.uid, deviceId, keyed);
      return noContent();
    },
  ),
];
