import { z } from "zod";
import { type Audience, type ChannelKind, channelKind, durable, moduleRate } from "./core/channelKind.js";

/** What may be told of a module: any object. */
const ModuleData = z.record(z.string(), z.json());

interface ModuleOptions {
  /** Who reads. Default: who is signed in. */
  subscribe?: Audience | readonly Audience[];
  /** Who publishes. Default: operators and services. */
  publish?: Audience | readonly Audience[];
  /** Events kept. Default: 100. */
  history?: number;
  /** Default: each event goes out by itself. */
  batchFrom?: number;
  /** Default: `moduleRate`. */
  rate?: ChannelKind["rate"];
}

/**
 * The channels of a module of the application, such as `horses` or `stable/{stableId}`. Their events have names of the
 * module's own: `horses:created`, `horses:medical:uploaded`.
 */
export function moduleChannel(name: string, options: ModuleOptions = {}): ChannelKind {
  const [module = name] = name.split("/");
  return channelKind({
    name,
    events: {},
    openEvents: { module, event: durable(ModuleData) },
    history: 100,
    subscribe: { type: "everyone" },
    publish: [{ type: "operator" }, { type: "service" }],
    rate: moduleRate,
    presence: false,
    ...options,
  });
}
