import { expect } from "chai";
import { channelOf } from "@firecast/contract/core/channel";
import { chatChannel, readsChannel } from "@firecast/contract/space/chat";
import { Batch } from "../../../src/realtime/hub/batch.js";
import { sseEncoding } from "../../../src/realtime/transports/sse.js";
import { aStream } from "../support/aStream.js";

const chat = channelOf(chatChannel, { spaceId: "s1" }).name;
const reads = channelOf(readsChannel, { spaceId: "s1" }).name;
const event = { type: "chat:message:created", wire: "{}" };

describe("a stream of a channel with a log and one without", () => {
  it("H1: has the cursor of the one log", () => {
    const { written } = aStream({ [chat]: "abcd5", [reads]: undefined });
    expect(written()).to.match(/^retry: \d+\nid: abcd5\nevent: connected\n/);
  });

  it("H1: gets the bytes that all streams of the log share", () => {
    const { stream, chunks } = aStream({ [chat]: "abcd5", [reads]: undefined });
    const batch = new Batch(chat, [{ entry: "abcd6", ...event }]);
    stream.deliver(batch);
    expect(chunks.at(-1)).to.equal(batch.encodedBy(sseEncoding.batch).bytes);
  });

  it("H1: shares the bytes of ephemeral events, however many logs it has", () => {
    const { stream, chunks } = aStream({ [chat]: "abcd5", global: "efgh1", [reads]: undefined });
    const batch = new Batch(reads, [event]);
    stream.deliver(batch);
    expect(chunks.at(-1)).to.equal(batch.encodedBy(sseEncoding.batch).bytes);
    stream.deliver(new Batch(chat, [{ entry: "abcd6", ...event }]));
    expect(String(chunks.at(-1))).to.equal("id: abcd6.efgh1\nevent: chat:message:created\ndata: {}\n\n");
  });

  it("H1: without any log it has no id, which would make a client forget the one it has", () => {
    const { written, stream } = aStream({ [reads]: undefined });
    stream.deliver(new Batch(reads, [event]));
    expect(written()).not.to.match(/^id:/m);
  });

  it("H1: ends when the right to its last channel is taken", () => {
    const { stream, ended } = aStream({ [chat]: "abcd5", [reads]: undefined });
    stream.revoked(chat);
    expect([...stream.channels]).to.deep.equal([reads]);
    expect(ended()).to.equal(false);
    stream.revoked(reads);
    expect(ended()).to.equal(true);
  });
});
