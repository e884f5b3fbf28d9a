import { type Audience, audiencesOf, eventOf } from "@firecast/contract/core/channelKind";
import type { Catalogue, Channel } from "@firecast/contract/core/channel";
import { assertNever } from "../platform/assertNever.js";
import type { Caller } from "../platform/auth/caller.js";
import type { ResourceAccess } from "./resourceAccess.js";

/** Which users are in a space; the spaces feature answers it. */
export interface Membership {
  /** Whether the user is an active member, as of at most 1 s ago. */
  isMember(uid: string, spaceId: string): Promise<boolean>;
  /** A right was taken away: nothing remembered counts any more. */
  forget(uid: string, spaceId: string): void;
}

/** Decides from the catalogue what a caller may do with a channel. */
export interface Access {
  /** The channels that are a user's alone. */
  channelsOf(uid: string): Channel[];
  /** The channel of that name, or undefined if the catalogue has none. */
  channelNamed(name: string): Channel | undefined;
  /** The same for a name that a caller asks by: `pins` stands for the caller's own. */
  channelAsked(caller: Caller, name: string): Channel | undefined;
  /** Whether there are channels whose names begin alike, such as `spaces/`. */
  isOfKnownSort(name: string): boolean;
  maySubscribe(caller: Caller, channel: Channel): Promise<boolean>;
  /** Whether the caller may publish events of that type there by HTTP. */
  mayPublish(caller: Caller, channel: Channel, type: string): Promise<boolean>;
  /** The next answer about this user, or all, and channels whose placeholder `param` is `value` comes from what is stored. */
  forget(uid: string | undefined, param: string, value: string): void;
}

export interface AccessDeps {
  catalogue: Catalogue;
  membership: Membership;
  /** What features decide; asked for with each question, since features are built after this. */
  resources(): readonly ResourceAccess[];
}

export function channelAccess({ catalogue, membership, resources }: AccessDeps): Access {
  const owners = { membership, resource: (of: string) => resources().find((owner) => owner.of === of) };
  const sorts = new Set(catalogue.kinds.map(({ name }) => sortOf(name)));
  /** Asks in the order of the list: what is known without a read goes first. */
  const isAmong = async (
    caller: Caller,
    audiences: Audience | readonly Audience[],
    question: Question,
  ): Promise<boolean> => {
    for (const audience of audiencesOf(audiences))
      if (await belongs(caller, audience, question, owners)) return true;
    return false;
  };
  return {
    channelsOf: (uid) =>
      catalogue.kinds.flatMap(({ subscribe, name }) =>
        audiencesOf(subscribe).flatMap((audience) =>
          audience.type === "self" ? (catalogue.find(name.replace(`{${audience.param}}`, uid)) ?? []) : [],
        ),
      ),
    channelNamed: catalogue.find,
    channelAsked: (caller, name) =>
      catalogue.resolve(name, caller.type === "user" ? caller.user.uid : undefined),
    isOfKnownSort: (name) => sorts.has(sortOf(name)),
    maySubscribe: (caller, channel) => isAmong(caller, channel.kind.subscribe, { channel, to: "read" }),
    mayPublish: (caller, channel, type) => {
      const audiences = eventOf(channel.kind, type)?.publish ?? channel.kind.publish;
      return isAmong(caller, audiences, { channel, to: "write" });
    },
    forget: (uid, param, value) => {
      if (param === "spaceId" && uid !== undefined) membership.forget(uid, value);
      for (const kind of catalogue.kinds)
        for (const audience of [...audiencesOf(kind.subscribe), ...audiencesOf(kind.publish)])
          if (audience.type === "resource" && audience.param === param)
            owners.resource(audience.of)?.forget?.(value);
    },
  };
}

const sortOf = (name: string): string => name.slice(0, name.indexOf("/") + 1) || name;

interface Question {
  channel: Channel;
  to: "read" | "write";
}

interface Owners {
  membership: Membership;
  resource(of: string): ResourceAccess | undefined;
}

async function belongs(
  caller: Caller,
  audience: Audience,
  { channel: { params }, to }: Question,
  { membership, resource }: Owners,
): Promise<boolean> {
  const user = caller.type === "user" ? caller.user : undefined;
  switch (audience.type) {
    case "anyone":
      return true;
    case "everyone":
      return user !== undefined;
    case "self":
      return user !== undefined && params[audience.param] === user.uid;
    case "organization":
      return user?.organizationId !== undefined && params[audience.param] === user.organizationId;
    case "member":
      return user !== undefined && membership.isMember(user.uid, params[audience.param] ?? "");
    case "operator":
      return user?.operator ?? false;
    case "service":
      return caller.type === "service";
    case "resource": {
      const owner = caller.type === "service" ? undefined : resource(audience.of);
      const id = params[audience.param];
      if (!owner || id === undefined) return false;
      if (to === "read") return owner.mayRead(user, id);
      return user !== undefined && (await owner.mayWrite?.(user, id)) === true;
    }
    case "server":
      return false;
    default:
      return assertNever(audience);
  }
}
