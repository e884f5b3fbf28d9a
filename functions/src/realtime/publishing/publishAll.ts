import type { z } from "zod";
import { Published } from "@firecast/contract/realtime";
import type { Commit } from "../../platform/firestore/commit.js";
import { answerOnce, type IdempotentRequest } from "../../platform/firestore/idempotency.js";
import type { Ids } from "../../platform/ids.js";
import type { EventLog, RawAppend } from "../log/eventLog.js";
import type { RawPublisher } from "../publisher.js";
import { byChannel, type Checked, type Group } from "./publication.js";

export interface PublishAllDeps {
  eventLog: EventLog;
  publisher: Pick<RawPublisher, "signalRaw">;
  ids: Ids;
  commit: Commit;
}

/** What was published, in the order in which it was asked for, and whether any of it is durable. */
export interface Sent extends z.output<typeof Published> {
  durable: boolean;
}

const Events = Published.shape.events;
type Event = z.output<typeof Events>[number];

/**
 * Durable events of one channel share a commit. A keyed request is recorded in it; one that is about several channels in a
 * part for each, and as a whole once they all are through: what a repeat finds done, it does not do again. Ephemeral
 * events come last, and a repeat sends none.
 */
export async function publishAll(
  deps: PublishAllDeps,
  publications: readonly Checked[],
  request: IdempotentRequest<Sent> | undefined,
): Promise<Sent> {
  const durable = byChannel(publications.filter(({ durable }) => durable));
  const ephemeral = byChannel(publications.filter(({ durable }) => !durable));
  const signals = new Map(
    ephemeral.flatMap(([, group]) => group.map((publication) => [publication, deps.ids.next()])),
  );
  const sent = (logged: readonly (readonly Event[])[]): Sent => {
    const places = new Map(
      durable.flatMap(([, group], at) => group.map((one, index) => [one, logged[at]?.[index]])),
    );
    const events = publications.map((publication): Event => {
      const { name: channel } = publication.channel;
      return places.get(publication) ?? { id: signals.get(publication) ?? "", channel };
    });
    return { durable: durable.length > 0, events };
  };

  const [only, ...others] = durable;
  let result: Sent;
  if (only && others.length === 0) {
    const [channel, events] = only;
    const logged = await deps.eventLog.append({
      channel,
      events,
      request,
      writes: (batch, appended) => request?.record(batch, sent([appended.map(placeOf)])),
    });
    result = sent([logged.map(placeOf)]);
  } else {
    result = sent(await Promise.all(durable.map((group) => appendPart(deps, group, request))));
    if (request) await deps.commit((batch) => request.record(batch, result));
  }
  await Promise.all(
    ephemeral.map(([channel, group]) =>
      deps.publisher.signalRaw(
        channel,
        group.map((publication) => ({
          ...publication,
          idempotencyKey: request?.key,
          id: signals.get(publication) ?? "",
        })),
      ),
    ),
  );
  return result;
}

/** Appends what one of several channels is to get, or finds what a keyed request has appended before. */
async function appendPart(
  { eventLog }: PublishAllDeps,
  [channel, events]: Group,
  request: Pick<IdempotentRequest, "part"> | undefined,
): Promise<Event[]> {
  const part = request?.part(channel.name);
  const append = async (): Promise<Event[]> => {
    const writes: RawAppend["writes"] = (batch, appended) => part?.record(batch, appended.map(placeOf));
    return (await eventLog.append({ channel, events, request: part, writes })).map(placeOf);
  };
  const { body } = await answerOnce(part, async () => ({ status: 200, body: await append() }));
  return Events.parse(body);
}

const placeOf = ({ id, channel, seq }: Event): Event => ({ id, channel, seq });
