import type { z } from "zod";
import type { Channel } from "@firecast/contract/channel";
import { maxEventBytes, type Publication, Publish, Published } from "@firecast/contract/realtime";
import { asUser } from "../../platform/auth/caller.js";
import type { User } from "../../platform/auth/user.js";
import { answers } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import type { Commit } from "../../platform/firestore/commit.js";
import { invalidInput } from "../../platform/http/invalidParts.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import type { Ids } from "../../platform/ids.js";
import { notFound, Problem } from "../../platform/problems.js";
import type { Access } from "../access.js";
import type { LoggedEvent } from "../log/event.js";
import type { RawPublisher } from "../publisher.js";
import type { RateLimits } from "../channelRates.js";
import { invalid } from "./invalid.js";

export interface PublishDeps {
  access: Access;
  publisher: RawPublisher;
  rates: RateLimits;
  ids: Ids;
  commit: Commit;
}

export function publishRoute(deps: PublishDeps): Route {
  return endpoint(
    {
      method: "POST",
      path: "/realtime/publish",
      summary: "Publish events to channels whose kind lets the caller",
      body: Publish,
      answer: answers({ 201: Published, 202: Published }, ({ durable, events }: Sent) => ({
        status: durable ? 201 : 202,
        body: { events },
      })),
    },
    async ({ body, user, request }) => {
      const publications = "events" in body ? body.events : [body];
      const checked = publications.map((publication, index) =>
        checkPublication(deps.access, publication, index, "events" in body),
      );
      await authorise(deps, user, checked);
      return publishAll(deps, user, checked, request);
    },
  );
}

/** What was published, and whether any of it is durable. */
interface Sent extends z.output<typeof Published> {
  durable: boolean;
}

interface Checked {
  channel: Channel;
  type: string;
  durable: boolean;
  data: unknown;
}

function checkPublication(
  access: Access,
  { channel: name, type, data }: Publication,
  index: number,
  many: boolean,
): Checked {
  const at = many ? `/events/${index}` : "";
  const channel = access.channelNamed(name);
  if (!channel) throw invalid("body", `${at}/channel`, "names no channel of the catalogue");
  const { events } = channel.kind;
  const spec = Object.hasOwn(events, type) ? events[type] : undefined;
  if (!spec || type.startsWith("presence:"))
    throw invalid("body", `${at}/type`, "is not an event of this channel");
  const parsed = spec.data.safeParse(data);
  if (!parsed.success) {
    const path = many ? ["events", index, "data"] : ["data"];
    throw invalidInput(parsed.error.issues, data, "body", path);
  }
  if (Buffer.byteLength(JSON.stringify(parsed.data)) > maxEventBytes) {
    throw new Problem("payload_too_large", { detail: `At most ${maxEventBytes} bytes of event data.` });
  }
  return { channel, type, durable: spec.durable, data: parsed.data };
}

async function authorise(
  { access, rates }: PublishDeps,
  user: User,
  publications: readonly Checked[],
): Promise<void> {
  for (const channel of distinctChannels(publications)) {
    if (await access.mayPublish(asUser(user), channel)) continue;
    throw (await access.maySubscribe(asUser(user), channel)) ? new Problem("forbidden") : notFound();
  }
  for (const channel of distinctChannels(publications)) {
    const count = publications.filter((publication) => publication.channel.name === channel.name).length;
    await rates.take(user.uid, channel, count);
  }
}

const distinctChannels = (publications: readonly Checked[]): Channel[] => [
  ...new Map(publications.map(({ channel }) => [channel.name, channel])).values(),
];

/**
 * Durable events of one channel share a commit; the answer to a keyed request is stored in it, or alone if all events are
 * ephemeral. Those follow it: a repeat sends none again.
 */
async function publishAll(
  { publisher, ids, commit }: PublishDeps,
  user: User,
  publications: readonly Checked[],
  request: IdempotentRequest<Sent> | undefined,
): Promise<Sent> {
  const drafts = publications.map((checked) => ({ ...checked, id: ids.next(), by: user.uid }));
  const durable = drafts.filter((draft) => draft.durable);
  const ephemeral = drafts.filter((draft) => !draft.durable);
  const channels = distinctChannels(durable);
  if (request && channels.length > 1) {
    throw new Problem("invalid_request", { detail: "With an Idempotency-Key, name one durable channel." });
  }
  const signals = ephemeral.map(({ id, channel }) => ({ id, channel: channel.name }));
  const sent = (logged: readonly LoggedEvent[]): Sent => ({
    durable: durable.length > 0,
    events: [...logged.map(({ id, channel, seq }) => ({ id, channel, seq })), ...signals],
  });

  if (request && durable.length === 0) await commit((batch) => request.record(batch, sent([])));
  const logged = await Promise.all(
    channels.map((channel) =>
      publisher.appendRaw({
        channel,
        events: durable.filter((draft) => draft.channel.name === channel.name),
        request,
        writes: (batch, events) => request?.record(batch, sent(events)),
      }),
    ),
  );
  await Promise.all(
    distinctChannels(ephemeral).map((channel) =>
      publisher.signalRaw(
        channel,
        ephemeral.filter((draft) => draft.channel.name === channel.name),
      ),
    ),
  );
  return sent(logged.flat());
}
