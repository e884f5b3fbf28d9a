import type { Audience } from "@firecast/contract/channelKind";
import type { Catalogue, Channel } from "@firecast/contract/channel";
import { assertNever } from "../platform/assertNever.js";
import type { User } from "../platform/auth/user.js";

/** Which users are in a space; the spaces feature answers it. */
export interface Membership {
  /** Whether the user is an active member, as of at most 1 s ago. */
  isMember(uid: string, spaceId: string): Promise<boolean>;
  /** A right was taken away: nothing remembered counts any more. */
  forget(uid: string, spaceId: string): void;
}

/** Decides from the catalogue what a user may do with a channel. */
export interface Access {
  /** The channels that are a user's alone. */
  channelsOf(uid: string): Channel[];
  /** The channel of that name, or undefined if the catalogue has none. */
  channelNamed(name: string): Channel | undefined;
  maySubscribe(user: User, channel: Channel): Promise<boolean>;
  mayPublish(user: User, channel: Channel): Promise<boolean>;
  /** The next answer about this user and channels whose placeholder `param` is `value` comes from what is stored. */
  forget(uid: string, param: string, value: string): void;
}

export function channelAccess(catalogue: Catalogue, membership: Membership): Access {
  const belongs = async (user: User, audience: Audience, channel: Channel): Promise<boolean> => {
    switch (audience.type) {
      case "everyone":
        return true;
      case "self":
        return channel.params[audience.param] === user.uid;
      case "organization":
        return user.organizationId !== undefined && channel.params[audience.param] === user.organizationId;
      case "member":
        return membership.isMember(user.uid, channel.params[audience.param] ?? "");
      case "operator":
        return user.operator;
      case "server":
        return false;
      default:
        return assertNever(audience);
    }
  };
  return {
    channelsOf: (uid) =>
      catalogue.kinds.flatMap((kind) => {
        const { subscribe, name } = kind;
        if (subscribe.type !== "self") return [];
        return catalogue.find(name.replace(`{${subscribe.param}}`, uid)) ?? [];
      }),
    channelNamed: catalogue.find,
    maySubscribe: (user, channel) => belongs(user, channel.kind.subscribe, channel),
    mayPublish: (user, channel) => belongs(user, channel.kind.publish, channel),
    forget: (uid, param, value) => {
      if (param === "spaceId") membership.forget(uid, value);
    },
  };
}
