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

  it("tries again what failed, for the next reader who asks", async () => {
    const live = new LiveStream(undefined, { now: () => 0 });
    const failing = (): Promise<Buffer> => Promise.reject(new Error("unavailable"));
    const answers = [live.once("0", failing), live.once("0", failing)].map((made) => made.catch(String));
    expect(await Promise.all(answers)).to.deep.equal(["Error: unavailable", "Error: unavailable"]);
    expect(String(await live.once("0", () => Promise.resolve(Buffer.from("made"))))).to.equal("made");
    live.close();
  });
});
