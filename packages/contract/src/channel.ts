import type { ChannelKind, ChannelParams } from "./channelKind.js";
import { Segment } from "./ids.js";

/** A channel: its kind, its full name and the values of the name's placeholders. */
export interface Channel<K extends ChannelKind = ChannelKind> {
  readonly kind: K;
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Whether the channel has a log, and so positions in it. A kind whose events are all ephemeral has none. */
export const isLogged = ({ kind }: Channel): boolean =>
  Object.values(kind.events).some(({ durable }) => durable);

/** Whether readers that were away, are slow or new get the newest event of each key in place of all. */
export const isKeyed = ({ events }: ChannelKind): boolean =>
  Object.values(events).some(({ keys }) => keys !== undefined);

/** @throws RangeError if a parameter is not an allowed segment: callers pass parsed ids. */
export function channelOf<K extends ChannelKind>(kind: K, params: ChannelParams<K>): Channel<K> {
  const values: Record<string, string> = params;
  const name = kind.name.replace(/\{(\w+)\}/g, (_, param: string) => {
    const value = values[param];
    if (!Segment.safeParse(value).success) throw new RangeError(`${param} is not a channel segment`);
    return String(value);
  });
  return { kind, name, params: values };
}

/** The kinds of channels that a backend serves. */
export interface Catalogue {
  readonly kinds: readonly ChannelKind[];
  /** The channel with this full name, or undefined if it is of none of the kinds or a segment is not allowed. */
  find(name: string): Channel | undefined;
}

/** @throws Error if a name could belong to two of the kinds. */
export function catalogueOf(kinds: readonly ChannelKind[]): Catalogue {
  const patterns = kinds.map((kind) => ({ kind, segments: kind.name.split("/") }));
  const shapes = new Set(kinds.map(({ name }) => name.replace(/\{\w+\}/g, "{}")));
  if (shapes.size < kinds.length) throw new Error("Two kinds of channels have the same names.");
  return {
    kinds,
    find: (name) => {
      const segments = name.split("/");
      if (segments.length > 8) return undefined;
      for (const pattern of patterns) {
        const params = match(pattern.segments, segments);
        if (params) return { kind: pattern.kind, name, params };
      }
      return undefined;
    },
  };
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
