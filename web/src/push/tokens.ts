import { standInTokens } from "@firecast/push";
import { isLocal } from "../app/environment.js";

type Tokens = ReturnType<typeof standInTokens>;

/** Where pushes to this browser go: FCM, which is loaded when it is needed, or on a laptop its stand-in. */
export function tokensHere(deviceId: string): Tokens {
  if (isLocal) return standInTokens(deviceId);
  const fcm = async (): Promise<Tokens> => (await import("./fcmTokens.js")).fcmTokens();
  return {
    get: async (registration) => (await fcm()).get(registration),
    remove: async () => (await fcm()).remove(),
  };
}
