import { type Channel, channelOf, hasShortName, isChannelName } from "@firecast/contract/core/channel";
import { globalChannel } from "@firecast/contract/system";
import type { Caller } from "../platform/auth/caller.js";
import { unauthenticated } from "../platform/auth/refusal.js";
import { type InvalidPart, notFound, Problem } from "../platform/problems.js";
import type { Access } from "./access.js";
import type { SessionRegistry } from "./session/sessionRegistry.js";

/** Where in the request the channel was named. */
export type Place = Pick<InvalidPart, "in" | "pointer">;

/** What a user hears without asking for it: the user's channels that have no short name to be asked for by, and the global one. */
export const unaskedChannels = (access: Access, uid: string): Channel[] => [
  ...access.channelsOf(uid).filter((channel) => !hasShortName(channel)),
  channelOf(globalChannel, {}),
];

/**
 * The channel of a name, which may be a short one, that a caller wants to read.
 * @throws Problem 400 for what no channel can be called, else as `hiddenChannels`.
 */
export function askedChannel(access: Access, caller: Caller, name: string, place: Place): Channel {
  const channel = access.channelAsked(caller, name);
  if (channel) return channel;
  // `spaces/a/b/chat` has an id in it that is none.
  if (!isChannelName(name) || access.isOfKnownSort(name)) throw unknownName(place);
  throw hiddenChannels(caller, [{ name }], place);
}

export const unknownName = (place: Place): Problem =>
  new Problem("invalid_request", { errors: [{ ...place, detail: "names no channel of the catalogue" }] });

/** What a caller hears who may not read channels, and who asks for some that do not exist: the same, with their names. */
export function hiddenChannels(
  caller: Caller,
  channels: readonly Pick<Channel, "name" | "alias">[],
  place: Place,
): Problem {
  if (caller.type === "anonymous") return unauthenticated();
  const names = channels.map(({ name, alias = name }) => alias);
  return new Problem("not_found", {
    detail: `There is no channel ${names.join(", ")}.`,
    errors: names.map((name) => ({ ...place, detail: `there is no channel ${name}` })),
  });
}

/** Each once. One that is asked for by its full name and by a short one is told of by the short one: the full one stands beside it. */
export function distinctChannels(channels: readonly Channel[]): Channel[] {
  const byName = new Map<string, Channel>();
  for (const channel of channels)
    if (byName.get(channel.name)?.alias === undefined) byName.set(channel.name, channel);
  return [...byName.values()];
}

/**
 * `place`: where the caller has named the channels; undefined, if the route implies them.
 * @throws Problem 404, or 401 for a caller without an account, that names those that the caller has named and may not read.
 */
export async function requireReadable(
  access: Access,
  caller: Caller,
  channels: readonly Channel[],
  place: Place | undefined,
): Promise<void> {
  const allowed = await Promise.all(channels.map((channel) => access.maySubscribe(caller, channel)));
  const hidden = channels.filter((_, index) => !allowed[index]);
  if (hidden.length > 0) throw place ? hiddenChannels(caller, hidden, place) : notFound();
}

/**
 * Before rights are asked: a right that was taken away before is then read as it is stored, of one that is taken away later the
 * bus brings news. So no stream outlives its right because of an old answer.
 */
export async function listenFirst(
  caller: Caller,
  channels: readonly Channel[],
  access: Access,
  sessions: Pick<SessionRegistry, "listen">,
): Promise<void> {
  await sessions.listen(channels);
  const uid = caller.type === "user" ? caller.user.uid : undefined;
  for (const { params } of channels)
    for (const [param, value] of Object.entries(params)) access.forget(uid, param, value);
}
