import { expect } from "chai";
import { channelOf } from "@firecast/contract/core/channel";
import { chatChannel } from "@firecast/contract/space/chat";
import { Batch } from "../../../src/realtime/hub/batch.js";
import { replaysOf } from "../../../src/realtime/session/replays.js";
import { sseEncoding } from "../../../src/realtime/transports/sse.js";
import { aStream } from "../support/aStream.js";

const chat = channelOf(chatChannel, { spaceId: "s1" }).name;
const frame = { entry: "abcd6", type: "chat:message:created", wire: "{}" };

describe("F7: what a stream replays", () => {
  it("counts for its user as it is sent, and what has just happened does not", () => {
    const sent: number[] = [];
    const replays = { sent: (bytes: number) => void sent.push(bytes), owed: () => undefined };
    const { stream } = aStream({ [chat]: "abcd5" }, { replays });
    const page = new Batch(chat, [frame, frame], { replay: "continues" });
    stream.deliver(page);
    const whole = sseEncoding.batch(page).bytes;
    stream.deliver(new Batch(chat, [frame], { replay: "ends" }));
    stream.deliver(new Batch(chat, [frame]));
    expect(sent).to.deep.equal([whole.length, whole.length / 2]);
  });

  it("waits as long as its user owes", async () => {
    const owing = (ms: number) => replaysOf("mia", { sent: () => undefined, owesForMs: () => ms }).owed();
    expect(owing(0)).to.equal(undefined);
    const begun = performance.now();
    await owing(30);
    expect(performance.now() - begun).to.be.at.least(28);
  });

  it("ends a long poll with its last page, and with what has just happened", () => {
    for (const last of ["ends", undefined] as const) {
      const { stream, ended } = aStream({ [chat]: "abcd5" }, { poll: true });
      stream.deliver(new Batch(chat, [frame], { replay: "continues" }));
      expect(ended()).to.equal(false);
      stream.deliver(new Batch(chat, [frame], { replay: last }));
      expect(ended()).to.equal(true);
    }
  });
});
