import type { z } from "zod";
import type { channelKinds } from "@firecast/contract/channels";
import type { EventSpec } from "@firecast/contract/core/channelKind";
import type { WireEvent } from "@firecast/contract/core/events";
import type { Unaliased } from "./aliases.js";

/**
 * Channels of the application's own, by declaration: the channel's pattern, then each event type with its data.
 *
 *     declare module "@firecast/client" {
 *       interface ModuleChannels {
 *         "stables/{stableId}/horses": { "horses:created": Horse };
 *       }
 *     }
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface ModuleChannels {}

/** An event as a handler gets it. `seq` and `idempotencyKey` as in the wire contract. */
export interface RealtimeEvent<
  Type extends string = string,
  Data = unknown,
  Channel extends string = string,
> extends Omit<WireEvent, "type" | "data" | "channel"> {
  readonly channel: Channel;
  readonly type: Type;
  readonly data: Data;
}

/** Events of a channel by its name: a union over the types that the catalogue gives it. `never`: there is no such channel. */
export type EventOf<Name extends string> = Name extends unknown
  ? string extends Name
    ? RealtimeEvent
    : EventsIn<DataByType<Unaliased<Name>>>
  : never;

/** The name itself where the catalogue or a declaration has such a channel; else nothing fits. */
export type KnownChannel<Name extends string> = Name extends unknown
  ? [EventOf<Name>] extends [never]
    ? `${Name} is no channel of the catalogue, nor declared in ModuleChannels`
    : Name
  : never;

type EventsIn<Data> = Data extends unknown
  ? { [Type in keyof Data & string]: RealtimeEvent<Type, Data[Type]> }[keyof Data & string]
  : never;

type DataByType<Name extends string> = InCatalogue<Name> | Declared<Name>;

type Kind = (typeof channelKinds)[number];

type InCatalogue<Name extends string> = Kind extends infer K
  ? K extends Kind
    ? Fits<Name, K["name"] | AliasOf<K>> extends false
      ? never
      : DataOfKind<K>
    : never
  : never;

type AliasOf<K> = K extends { aliases: readonly (infer Alias extends string)[] } ? Alias : never;

type DataOfKind<K extends Kind> = {
  [Type in keyof K["events"]]: K["events"][Type] extends EventSpec<infer D> ? z.output<D> : never;
};

/** Conditional, so that it can be named also where nothing is declared. */
type Declared<Name extends string> = Name extends unknown
  ? {
      [Pattern in Extract<keyof ModuleChannels, string>]: Fits<Name, Pattern> extends false
        ? never
        : ModuleChannels[Pattern];
    }[Extract<keyof ModuleChannels, string>]
  : never;

/** Whether a name has the segments of a pattern; `{placeholder}` stands for any one. */
type Fits<Name extends string, Pattern extends string> = Pattern extends `${infer P}/${infer Rest}`
  ? Name extends `${infer N}/${infer Others}`
    ? FitsSegment<N, P> extends true
      ? Fits<Others, Rest>
      : false
    : false
  : Name extends `${string}/${string}`
    ? false
    : FitsSegment<Name, Pattern>;

type FitsSegment<Segment extends string, Pattern extends string> = Pattern extends `{${string}}`
  ? true
  : Segment extends Pattern
    ? true
    : false;
