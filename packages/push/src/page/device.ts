/** `Realtime["request"]`: a request as the user. */
export type Requester = (path: string, init?: RequestInit) => Promise<Response>;

/** Pushes go to this device from then on. @throws Error if the server refuses, and what `request` throws */
export async function registerDevice(
  request: Requester,
  { deviceId, token, appVersion }: { deviceId: string; token: string; appVersion: string | undefined },
): Promise<void> {
  const answer = await request(pathOf(deviceId), {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token, platform: "web", appVersion }),
  });
  if (!answer.ok)
    throw new Error(`The device could not be registered: the server answered ${answer.status}.`);
}

/** One that is not there any more is as good. @throws Error if the server refuses, and what `request` throws */
export async function removeDevice(request: Requester, deviceId: string): Promise<void> {
  const answer = await request(pathOf(deviceId), { method: "DELETE" });
  if (!answer.ok && answer.status !== 404)
    throw new Error(`The device could not be removed: the server answered ${answer.status}.`);
}

const pathOf = (deviceId: string): string => `/api/devices/${encodeURIComponent(deviceId)}`;
