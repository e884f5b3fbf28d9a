import { EventSource } from "eventsource";
import { expect } from "chai";
import { catalogueOf } from "@firecast/contract/core/channel";
import { channelKinds } from "@firecast/contract/channels";
import { Connected, Reset, WireEvent } from "@firecast/contract/core/events";
import { maxChannelsPerStream } from "@firecast/contract/realtime";
import { aPlace } from "../features/people.js";
import { cuttingFetch } from "../support/cuttingFetch.js";
import { eventually } from "../support/eventually.js";
import { SseClient } from "../support/sse.js";
import { anInstance } from "../support/testInstance.js";
import { range } from "./signals.js";

const wantedCuts = 200;
const catalogue = catalogueOf(channelKinds);

/** Durable types, by the kinds' names. */
const typeOf: Record<string, string> = {
  "spaces/{spaceId}/chat": "chat:message:created",
  "direct/{low}/{high}": "direct:message:created",
  "users/{uid}": "user:signal:sent",
  global: "system:health_update",
};

describe("a native EventSource on 16 channels", function () {
  this.timeout(90_000);
  const server = anInstance();

  it(`whose line is cut ${wantedCuts} times gets every event of each channel once, in order, and no reset`, async () => {
    const { id, owner: person } = await aPlace(server());
    const talks = range(1, 13).map((other) => `direct/${person.uid}/friend${other}`);
    const channels = ["global", `users/${person.uid}`, `spaces/${id}/chat`, ...talks];
    expect(channels).to.have.length(maxChannelsPerStream);

    let isWriting = true;
    const line = cuttingFetch(person.user.idToken, () =>
      isWriting ? 100 + Math.random() * 4000 : undefined,
    );
    const url = `${server().url}/sse/stream?channels=${channels.join(",")}`;
    // With another reader the instance stays up to date, and a reader that comes back costs no look into the log.
    const steady = await SseClient.open(url, { token: person.user.idToken });
    const source = new EventSource(url, line);
    const began = new Map<string, number>();
    const seqs = new Map(channels.map((channel) => [channel, [] as number[]]));
    const resets: unknown[] = [];
    source.addEventListener("connected", ({ data }) => {
      if (began.size > 0) return;
      for (const { channel, from } of Connected.parse(JSON.parse(String(data))).channels)
        began.set(channel, from);
    });
    source.addEventListener("reset", ({ data }) => resets.push(Reset.parse(JSON.parse(String(data)))));
    for (const type of Object.values(typeOf)) {
      source.addEventListener(type, ({ data }) => {
        const { channel, seq = 0 } = WireEvent.parse(JSON.parse(String(data)));
        seqs.get(channel)?.push(seq);
      });
    }
    await eventually(
      () => began.size,
      (size) => size > 0,
    );

    const heads = new Map<string, number>();
    for (let event = 0; line.cuts < wantedCuts || event < 500; event++) {
      const name = channels[event % channels.length] ?? "";
      const channel = catalogue.find(name);
      if (!channel) throw new Error(`${name} is no channel`);
      const type = typeOf[channel.kind.name] ?? "";
      const [logged] = await server().instance.core.publisher.appendRaw({
        channel,
        events: [{ type, data: { event, text: "ä".repeat(event % 40) } }],
      });
      heads.set(name, logged?.seq ?? 0);
    }
    isWriting = false;
    const isWhole = (): boolean => channels.every((name) => seqs.get(name)?.at(-1) === heads.get(name));
    await eventually(isWhole, Boolean);
    source.close();
    steady.close();

    expect(line.cuts).to.be.at.least(wantedCuts);
    expect(resets).to.deep.equal([]);
    for (const name of channels)
      expect(seqs.get(name), name).to.deep.equal(range((began.get(name) ?? 0) + 1, heads.get(name) ?? 0));
  });
});
