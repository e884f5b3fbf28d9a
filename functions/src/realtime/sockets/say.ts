import type { z } from "zod";
import type { Channel } from "@firecast/contract/core/channel";
import { type ChannelKind, eventOf } from "@firecast/contract/core/channelKind";
import { asUser } from "../../platform/auth/caller.js";
import type { User } from "../../platform/auth/user.js";
import {
  answerOnce,
  type IdempotentRequest,
  idempotentRequest,
} from "../../platform/firestore/idempotency.js";
import { invalidInput } from "../../platform/http/invalidParts.js";
import { publishOne, type PublishOneDeps } from "../publishing/publishOne.js";

/** What a client says to a feature, and for whom. */
interface SaidTo<Params, Data> {
  user: User;
  params: Params;
  data: Data;
  request: IdempotentRequest<unknown> | undefined;
}

/** What a client may say that a feature sees to, as with a route of its own: typing, how far one has read. */
export interface Sayable {
  readonly kind: ChannelKind;
  /** The event that others hear of it. */
  readonly type: string;
  /** Returns what the client is told. @throws Problem */
  say(said: SaidTo<Readonly<Record<string, string>>, unknown>): Promise<unknown>;
}

/** The same with the data's schema, and the parameters of the channel's name as the route has them. */
export const sayable = <Params extends z.ZodType, Data extends z.ZodType>(
  spec: Pick<Sayable, "kind" | "type"> & {
    params: Params;
    data: Data;
    say(said: SaidTo<z.output<Params>, z.output<Data>>): Promise<unknown>;
  },
): Sayable => ({
  ...spec,
  say: ({ user, params, data, request }) => {
    const parsed = spec.data.safeParse(data);
    if (!parsed.success) throw invalidInput(parsed.error.issues, data, "body", ["data"]);
    return spec.say({ user, params: spec.params.parse(params), data: parsed.data, request });
  },
});

export interface SayDeps extends PublishOneDeps {
  sayables: readonly Sayable[];
}

/** What a client says in a channel. */
export interface Saying {
  user: User;
  type: string;
  data: unknown;
  /** A repeat with the same key takes effect once. */
  key?: string | undefined;
}

/** Resolves once what is said is in the log, or sent if it is kept nowhere. @throws Problem */
export async function say(deps: SayDeps, said: Saying, channel: Channel): Promise<unknown> {
  const { user, type, data, key: idempotencyKey } = said;
  const sayable = sayableIn(deps, type, channel);
  if (sayable) return sayTo(deps, sayable, said, channel);
  return publishOne(deps, asUser(user), { channel: channel.name, type, data, idempotencyKey });
}

/** Undefined for an event that no feature sees to: it is published as it is. */
export const sayableIn = ({ sayables }: SayDeps, type: string, { kind }: Channel): Sayable | undefined =>
  sayables.find((one) => one.type === type && one.kind.name === kind.name);

/** The same for what a feature sees to. @throws Problem */
export async function sayTo(
  { firestore, clock }: SayDeps,
  sayable: Sayable,
  { user, type, data, key }: Saying,
  { name, params }: Channel,
): Promise<unknown> {
  const body = Buffer.from(JSON.stringify(data ?? null));
  const keyed = key === undefined ? undefined : { uid: user.uid, target: `emit ${type} ${name}`, key, body };
  const request =
    keyed && idempotentRequest(firestore, clock, keyed, (told) => ({ status: 200, body: told }));
  const answer = await answerOnce(request, async () => ({
    status: 200,
    body: await sayable.say({ user, params, data, request }),
  }));
  return answer.body;
}

/** Whether clients can mean this channel by the type of an event. */
export const hasEvent =
  (type: string) =>
  (channel: Channel): boolean =>
    eventOf(channel.kind, type) !== undefined;
