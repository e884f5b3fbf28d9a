import { audiencesOf, type ChannelKind, type ChannelParams } from "./channelKind.js";
import { Segment } from "./ids.js";

/** A channel: its kind, its full name and the values of the name's placeholders. */
export interface Channel<K extends ChannelKind = ChannelKind> {
  readonly kind: K;
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
  /** The other name that it was asked for by. */
  readonly alias?: string;
}

/** Whether the channel has a log, and so positions in it. A kind whose events are all ephemeral has none. */
export const isLogged = ({ kind }: Channel): boolean =>
  Object.values(kind.events).some(({ durable }) => durable) || kind.openEvents?.event.durable === true;

const maxSegments = 8;

/** Whether a channel may have that name: segments of allowed characters. There need be none of it. */
export function isChannelName(name: string): boolean {
  const segments = name.split("/");
  return segments.length <= maxSegments && segments.every((segment) => Segment.safeParse(segment).success);
}

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
  /** The same for a name that may be an alias; in one without a uid it is this user's. */
  resolve(name: string, uid: string | undefined): Channel | undefined;
}

/** @throws Error if a name could belong to two of the kinds. */
export function catalogueOf(kinds: readonly ChannelKind[]): Catalogue {
  const names = kinds.map((kind) => patternOf(kind, kind.name));
  const aliases = kinds.flatMap((kind) => (kind.aliases ?? []).map((alias) => patternOf(kind, alias)));
  const shapes = new Set([...names, ...aliases].map(({ shape }) => shape));
  if (shapes.size < names.length + aliases.length)
    throw new Error("Two kinds of channels have the same names.");
  const find = (name: string): Channel | undefined => {
    const found = firstMatch(names, name);
    return found && { kind: found.kind, name, params: found.params };
  };
  return {
    kinds,
    find,
    resolve: (name, uid) => {
      const asked = firstMatch(aliases, name);
      if (!asked) return find(name);
      const { kind } = asked;
      const own = uid === undefined ? {} : Object.fromEntries(ownParams(kind).map((param) => [param, uid]));
      const full = nameWith(kind, { ...own, ...asked.params });
      const channel = full === undefined ? undefined : find(full);
      return channel && { ...channel, alias: name };
    },
  };
}

interface Pattern {
  readonly kind: ChannelKind;
  readonly segments: readonly string[];
  readonly shape: string;
}

const patternOf = (kind: ChannelKind, name: string): Pattern => ({
  kind,
  segments: name.split("/"),
  shape: name.replace(/\{\w+\}/g, "{}"),
});

function firstMatch(patterns: readonly Pattern[], name: string) {
  const segments = name.split("/");
  if (segments.length > maxSegments) return undefined;
  for (const { kind, segments: expected } of patterns) {
    const params = match(expected, segments);
    if (params) return { kind, params };
  }
  return undefined;
}

/** Whether callers may ask for the channel by a name that has no id in it. */
export const hasShortName = ({ kind: { aliases = [] } }: Channel): boolean =>
  aliases.some((alias) => !alias.includes("{"));

/** The placeholders that stand for the uid of the user whose channel it is. */
const ownParams = ({ subscribe }: ChannelKind): string[] =>
  audiencesOf(subscribe).flatMap((audience) => (audience.type === "self" ? audience.param : []));

/** Undefined if a value is missing. */
function nameWith({ name }: ChannelKind, values: Readonly<Record<string, string>>): string | undefined {
  const full = name.replace(/\{(\w+)\}/g, (placeholder, param: string) => values[param] ?? placeholder);
  return full.includes("{") ? undefined : full;
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
