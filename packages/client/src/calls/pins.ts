import type { z } from "zod";
import type { CreatePin, Pin, PinAnalytics, PinPage, PinViews, TemplateVars } from "@firecast/contract/pins";
import { type Caller, pathOf, type WriteOptions } from "./call.js";

export const pinCalls = ({ read, write }: Caller) => ({
  /** The user's own, newest first. */
  list: (query: { limit?: number; cursor?: string } = {}) => read<PinPage>("/api/pins", { ...query }),
  create: (pin: z.input<typeof CreatePin>, options?: WriteOptions) =>
    write<Pin>("POST", "/api/pins", pin, options),
  get: (pinId: string) => read<Pin>(pathOf`/api/pins/${pinId}`),
  /** These are all variables from then on. */
  setVars: (pinId: string, templateVars: TemplateVars, options?: WriteOptions) =>
    write<Pin>("PUT", pathOf`/api/pins/${pinId}`, { templateVars }, options),
  view: (pinId: string, options?: WriteOptions) =>
    write<PinViews>("POST", pathOf`/api/pins/${pinId}/views`, undefined, options),
  analytics: (pinId: string) => read<PinAnalytics>(pathOf`/api/pins/${pinId}/analytics`),
  publish: (pinId: string, options?: WriteOptions) =>
    write<Pin>("POST", pathOf`/api/pins/${pinId}/publish`, undefined, options),
  unpublish: (pinId: string, options?: WriteOptions) =>
    write<Pin>("DELETE", pathOf`/api/pins/${pinId}/publish`, undefined, options),
});
