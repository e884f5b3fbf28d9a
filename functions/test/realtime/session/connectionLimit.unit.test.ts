import { expect } from "chai";
import type { ConnectionNews } from "../../../src/realtime/bus/message.js";
import { connectionLimit } from "../../../src/realtime/session/connectionLimit.js";
import type { ClientSession } from "../../../src/realtime/session/clientSession.js";
import { setClock } from "../../support/setClock.js";
import { aStream } from "../support/aStream.js";

const pollMs = 25_000;
const waitsAfterMs = 5;

/** Instances that hear each other at once, and what they said. Timers run when the test says so. */
function aFleet() {
  const clock = setClock();
  const said: ConnectionNews[] = [];
  const limits: ReturnType<typeof connectionLimit>[] = [];
  const instance = () => {
    const streams = new Map<string, ClientSession>();
    const tell = (news: ConnectionNews): void => {
      said.push(news);
      for (const limit of limits) if (limit !== own) limit.onControl({ type: "connections", news: [news] });
    };
    const own = connectionLimit({
      sessions: { find: (id) => streams.get(id) },
      max: 5,
      clock,
      tell,
      waitsAfterMs,
    });
    limits.push(own);
    const open = (connectionId: string, poll: boolean, replaces?: string) => {
      const { stream } = aStream(
        {},
        {
          ...{ connectionId, poll, endsAt: clock.now() + pollMs },
          ...(replaces !== undefined && { replaces }),
          onClose: () => {
            streams.delete(connectionId);
            own.closed(stream);
          },
        },
      );
      streams.set(connectionId, stream);
      own.opened(stream);
      clock.pass(1);
      return { stream, isOpen: () => streams.has(connectionId) };
    };
    return {
      poll: (id: string) => open(id, true),
      stream: (id: string, replaces?: string) => open(id, false, replaces),
    };
  };
  return { clock, said, instance };
}

const announced = () => new Promise((resolve) => setTimeout(resolve, 5 * waitsAfterMs));
const types = (said: readonly ConnectionNews[]): string[] => said.map(({ type }) => type);

describe("the connections of a user", () => {
  it("F3: five of 200 polls go on, also if each has an instance of its own", async () => {
    const { said, instance } = aFleet();
    const polls = Array.from({ length: 200 }, (_, index) => instance().poll(`c${index}`));
    await announced();
    expect(polls.flatMap(({ isOpen }, index) => (isOpen() ? index : []))).to.deep.equal([
      195, 196, 197, 198, 199,
    ]);
    expect(said.length).to.be.at.most(200);
  });

  it("count one for a stream that was opened in place of another, which ends", () => {
    const { instance } = aFleet();
    const [here, there] = [instance(), instance()];
    const five = ["s1", "s2", "s3", "s4", "s5"].map((id) => here.stream(id));
    const renewed = there.stream("s6", "s3");
    expect(five.map(({ isOpen }) => isOpen())).to.deep.equal([true, true, false, true, true]);
    there.stream("s7", "s6");
    expect(renewed.isOpen()).to.equal(false);
    expect(five.filter(({ isOpen }) => isOpen())).to.have.lengthOf(4);
    here.stream("s8", "of-another-user");
    expect(five[0]?.isOpen()).to.equal(false);
  });

  it("F3: polls that are answered soon cost no message", async () => {
    const { said, instance } = aFleet();
    const here = instance();
    for (let n = 0; n < 20; n++) here.poll(`c${n}`).stream.expire();
    await announced();
    expect(said).to.deep.equal([]);
  });

  it("F3: polls that waited in vain cost one message, and their places are free without another", async () => {
    const { clock, said, instance } = aFleet();
    const [here, there] = [instance(), instance()];
    const stream = there.stream("s1");
    for (let n = 0; n < 4; n++) {
      const { stream: poll } = here.poll(`c${n}`);
      await announced();
      clock.pass(pollMs);
      poll.expire();
    }
    for (let n = 4; n < 8; n++) here.poll(`c${n}`);
    await announced();
    expect(stream.isOpen()).to.equal(true);
    expect(types(said)).to.deep.equal(Array(9).fill("stream_opened"));
  });

  it("F3: polls that waited, and were answered before their time, give their places back", async () => {
    const { said, instance } = aFleet();
    const [here, there] = [instance(), instance()];
    const stream = there.stream("s1");
    for (let n = 0; n < 6; n++) {
      const { stream: poll } = here.poll(`c${n}`);
      await announced();
      poll.expire();
    }
    expect(stream.isOpen()).to.equal(true);
    expect(types(said).filter((type) => type === "stream_closed")).to.have.lengthOf(6);
  });
});
