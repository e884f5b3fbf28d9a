import { type Caller, pathOf } from "@firecast/client";
import type { Pin, PinViews } from "@firecast/contract/pins";

/** What also users without an account may do. */
export const pinCallsOf = ({ read, write }: Caller) => ({
  get: (pinId: string) => read<Pin>(pathOf`/api/pins/${pinId}`),
  view: (pinId: string) => write<PinViews>("POST", pathOf`/api/pins/${pinId}/views`),
});
