import { z } from "zod";
import { channelKinds } from "../channels.js";
import { catalogueOf } from "../core/channel.js";

const catalogue = catalogueOf(channelKinds);

/**
 * What is wrong with an event, as the catalogue has it; undefined where nothing is, and for channels and types that it does not
 * know: those are the application's own, or a newer server's. For `createRealtime({ validate: wrongWith })`: it brings zod along.
 */
export function wrongWith({ channel, type, data }: { channel: string; type: string; data: unknown }) {
  const parsed = catalogue.find(channel)?.kind.events[type]?.data.safeParse(data);
  return parsed?.success === false ? `${type}: ${z.prettifyError(parsed.error)}` : undefined;
}
