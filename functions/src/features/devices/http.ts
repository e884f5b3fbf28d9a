import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { Device, DeviceList, RegisterDevice } from "@firecast/contract/notifications/devices";
import { answers, noContent, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import type { DevicesActions } from "./actions.js";
import { type Registered, shown } from "./registerDevice.js";

const DevicePath = z.object({ deviceId: Segment });

export const devicesRoutes = (actions: DevicesActions): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/devices",
      summary: "The caller's devices, the one that was seen last first",
      answer: ok(DeviceList),
    },
    async ({ user }) => {
      const devices = (await actions.of(user.uid)).map(({ value }) => shown(value));
      return {
        items: devices.sort((a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt)),
        nextCursor: null,
      };
    },
  ),

  endpoint(
    {
      method: "PUT",
      path: "/devices/:deviceId",
      summary: "Register a device for pushes (201), or say that it is still there (200)",
      params: DevicePath,
      body: RegisterDevice,
      answer: answers({ 200: Device, 201: Device }, ({ device, isNew }: Registered) => ({
        status: isNew ? 201 : 200,
        body: device,
      })),
    },
    ({ params: { deviceId }, body, user, request }) => actions.register(user.uid, deviceId, body, request),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/devices/:deviceId",
      summary: "Sign a device out: nothing is pushed to it any more",
      params: DevicePath,
      answer: noContent,
    },
    ({ params: { deviceId }, user, request }) => actions.remove(user.uid, deviceId, request),
  ),
];
