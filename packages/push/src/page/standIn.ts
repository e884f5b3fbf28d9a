import type { TokenPort } from "./tokenPort.js";

/** With the emulators, where no push service delivers: a token that the FCM stand-in takes. */
export const standInTokens = (deviceId: string): TokenPort => ({
  get: () => Promise.resolve(`stand-in-${deviceId}`),
  remove: () => Promise.resolve(),
});

/** As FCM's HTTP API takes it, and the stand-in shows it. */
export interface FcmMessage {
  readonly notification?: object;
  readonly data?: object;
  readonly webpush?: { readonly notification?: object };
}

/** What a browser would get of it, as text: to be fed to the handler of pushes. */
export const pushFromFcm = ({ notification, data, webpush }: FcmMessage): string =>
  JSON.stringify({ notification: { ...notification, ...webpush?.notification }, data });
