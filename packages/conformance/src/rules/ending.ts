import { expect } from "chai";
import type { Backend, User } from "../backend.js";
import { range, Reader, waitsAgain } from "../reader.js";
import type { Transport } from "../transport.js";

/** Streams end on purpose, resumably: one that is not read in time, and all of them when their process stops. */
export function endsResumably(transports: readonly Transport[], backend: () => Backend): void {
  const sixtyKilobytes = "x".repeat(60_000);
  /** The channel keeps 50. */
  const events = 48;

  describe("a reader that stops reading", () => {
    let user: User;
    const readers = new Map<Transport, Reader>();

    /** All of them at once: what the kernel buffers for each is some megabytes. */
    before(async () => {
      const { third, aUser, append, ownChannel } = backend();
      user = await aUser();
      const opening = { token: user.token, channels: [ownChannel(user)] };
      for (const transport of transports)
        readers.set(transport, await Reader.open(transport, third, opening));
      for (const { connection } of readers.values()) connection.pause();
      for (let n = 1; n <= events; n += 4)
        await append(user, ...range(n, n + 3).map((number) => `${number} ${sixtyKilobytes}`));
    });

    for (const transport of transports) {
      it(`is sent away, if at all, with a cursor that brings the rest: ${transport.name}`, async () => {
        const { third, ownChannel } = backend();
        let reader = readers.get(transport);
        const numbers: number[] = [];
        while (reader && numbers.length < events) {
          reader.connection.resume();
          while (numbers.length + reader.payloads.length < events && (await reader.next()));
          numbers.push(...reader.payloads.map((payload) => Number.parseInt(String(payload), 10)));
          expect(reader.resets).to.deep.equal([]);
          for (const { reason } of reader.reconnects)
            expect(reason).to.be.oneOf(["slow_reader", "byte_budget"]);
          reader.close();
          const opening = { token: user.token, channels: [ownChannel(user)], cursor: reader.cursor };
          if (numbers.length < events) reader = await Reader.open(transport, third, opening);
        }
        expect(numbers).to.deep.equal(range(1, events));
      });
    }
  });

  describe("a process that stops", () => {
    let user: User;
    const readers = new Map<Transport, Reader>();

    before(async () => {
      const { third, aUser, append, ownChannel, stopThird } = backend();
      user = await aUser();
      const opening = { token: user.token, channels: [ownChannel(user)] };
      for (const transport of transports)
        readers.set(transport, await Reader.open(transport, third, opening));
      await append(user, 1, 2);
      for (const reader of readers.values()) await reader.untilPayload(2);
      await waitsAgain();
      await stopThird();
      await append(user, 3);
    });

    for (const transport of transports) {
      it(`sends its clients away, and another process brings the rest: ${transport.name}`, async () => {
        const { first, ownChannel } = backend();
        const reader = readers.get(transport);
        await reader?.toTheEnd();
        const [told, ...more] = reader?.reconnects ?? [];
        expect(told?.reason).to.equal("shutting_down");
        expect(told?.retryMs).to.be.greaterThan(0);
        expect(more).to.deep.equal([]);
        expect(reader?.frames.at(-1)?.event).to.equal("reconnect");
        const opening = { token: user.token, channels: [ownChannel(user)], cursor: reader?.cursor };
        const next = await Reader.open(transport, first, opening);
        await next.untilPayload(3);
        next.close();
        expect(next.payloads).to.deep.equal([3]);
        expect(next.resets).to.deep.equal([]);
      });
    }
  });
}
