import {
  catalogue,
  type Catalogue,
  type ChannelKind,
  type ChannelParams,
  type KindName,
} from "./channels.js";
import { Segment } from "./ids.js";

/** A channel of the catalogue: its kind, its full name and the values of the name's placeholders. */
export interface Channel<K extends KindName = KindName> {
  readonly kind: K;
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly kind: KindName;
  readonly segments: readonly string[];
}

const patterns: readonly Pattern[] = kindNames().map((kind) => ({
  kind,
  segments: catalogue[kind].name.split("/"),
}));

export function kindNames(): KindName[] {
  return Object.keys(catalogue).filter((name): name is KindName => name in catalogue);
}

/** The catalogue's entry, seen as any kind of channel: for code that treats all kinds alike. */
export const kindOf = (channel: Channel): ChannelKind => catalogue[channel.kind];

/** Whether the channel has a log, and so positions in it. A kind whose events are all ephemeral has none. */
export const isLogged = (channel: Channel): boolean =>
  Object.values(kindOf(channel).events).some(({ durable }) => durable);

/** @throws RangeError if a parameter is not an allowed segment: callers pass parsed ids. */
export function channelOf<K extends KindName>(kind: K, params: ChannelParams<K>): Channel<K> {
  const values: Record<string, string> = params;
  const name = catalogue[kind].name.replace(/\{(\w+)\}/g, (_, param: string) => {
    const value = values[param];
    if (!Segment.safeParse(value).success) throw new RangeError(`${param} is not a channel segment`);
    return String(value);
  });
  return { kind, name, params: values };
}

/** The channel with this full name, or undefined if the catalogue knows none or a segment is not allowed. */
export function parseChannel(name: string): Channel | undefined {
  const segments = name.split("/");
  if (segments.length > 8) return undefined;
  for (const pattern of patterns) {
    const params = match(pattern.segments, segments);
    if (params) return { kind: pattern.kind, name, params };
  }
  return undefined;
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? "";
    const placeholder = /^\{(\w+)\}$/.exec(expected)?.[1];
    if (placeholder === undefined) {
      if (segment !== expected) return undefined;
    } else {
      if (!Segment.safeParse(segment).success) return undefined;
      params[placeholder] = segment;
    }
  }
  return params;
}

export type { Catalogue };
