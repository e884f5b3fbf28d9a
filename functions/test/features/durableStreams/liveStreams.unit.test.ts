import { expect } from "chai";
import { LiveStream } from "../../../src/features/durableStreams/reading/liveStreams.js";

describe("a stream that is read live", () => {
  it("makes what readers at one place are sent once, and keeps that of a few places alone", async () => {
    const live = new LiveStream(undefined, { now: () => 0 });
    let made = 0;
    const make = (): Promise<Buffer> => Promise.resolve(Buffer.from(String(++made)));
    await Promise.all([live.once("0", make), live.once("0", make)]);
    expect(made).to.equal(1);
    for (let place = 0; place < 100; place++) await live.once(String(place), make);
    expect(made).to.equal(100);
    await live.once("99", make);
    await live.once("0", make);
    expect(made, "the last is kept, the first is not").to.equal(101);
    live.close();
  });
});
