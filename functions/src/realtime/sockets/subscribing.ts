import { asCaller } from "../../platform/auth/caller.js";
import { seconds } from "../../platform/clock.js";
import { within } from "../../platform/firestore/grpc.js";
import type { ChannelStart } from "@firecast/contract/core/events";
import { maxChannelsPerStream } from "@firecast/contract/realtime";
import { Problem, unavailable } from "../../platform/problems.js";
import type { Access } from "../access.js";
import { askedChannel, listenFirst, requireReadable, distinctChannels } from "../askedChannels.js";
import type { Begin } from "../hub/attach.js";
import type { ClientSession } from "../session/clientSession.js";
import type { SessionRegistry } from "../session/sessionRegistry.js";

interface SubscribeDeps {
  sessions: Pick<SessionRegistry, "join" | "listen">;
  access: Access;
}

const inMessage = { in: "body", pointer: "/channel" } as const;

/** Whose rights cannot be read in that time is asked to try again. */
const readWithin = seconds(8);

/**
 * An open session reads more channels, all of them or none. `tell` is called once with where each starts, before any of their
 * events; a channel that it reads already goes on as it is.
 * @throws Problem 400, 401, 404, 503
 */
export async function subscribe(
  { sessions, access }: SubscribeDeps,
  session: ClientSession,
  names: readonly string[],
  begin: Begin,
  tell: (starts: ChannelStart[]) => void,
): Promise<void> {
  const caller = asCaller(session.options.user);
  const named = names.map((name) => askedChannel(access, caller, name, inMessage));
  const asked = new Map(distinctChannels(named).map((channel) => [channel.name, channel]));
  const known = [...asked.keys()].flatMap((name) => session.reads.startIn(name) ?? []);
  const fresh = [...asked.values()].filter(({ name }) => !session.reads.startIn(name));
  if (session.channels.length + fresh.length > maxChannelsPerStream) throw tooMany();
  const reading = (async () => {
    await listenFirst(caller, fresh, access, sessions);
    await requireReadable(access, caller, fresh, inMessage);
  })();
  await within(readWithin, "rights of a subscription", reading);
  const joining = sessions.join(session, fresh, begin, (starts) => tell([...known, ...starts]));
  await joining.catch((error: unknown) => {
    throw unavailable(error);
  });
}

const tooMany = (): Problem =>
  new Problem("invalid_request", {
    errors: [{ ...inMessage, detail: `a connection has at most ${maxChannelsPerStream} channels` }],
  });

/** Nothing of the channel comes from here on, whether it was read or not. @throws Problem 400, 401, 404 */
export function unsubscribe(
  { access }: Pick<SubscribeDeps, "access">,
  session: ClientSession,
  name: string,
): void {
  session.leave(askedChannel(access, asCaller(session.options.user), name, inMessage).name);
}
