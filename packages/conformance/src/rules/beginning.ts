import { expect } from "chai";
import type { Backend, User } from "../backend.js";
import { range, Reader, seqsIn } from "../reader.js";
import type { Transport } from "../transport.js";

/** `connected` comes first, then every event once and in order; ephemeral events move no cursor. */
export function beginsInOrder(transport: Transport, backend: () => Backend): void {
  let user: User;
  let channel: string;

  beforeEach(async () => {
    user = await backend().aUser();
    channel = backend().ownChannel(user);
  });

  it("says `connected` first, with every channel, where it starts, and a cursor", async () => {
    const { first, append } = backend();
    await append(user, 1, 2);
    const channels = [channel, "global"];
    const reader = await Reader.open(transport, first, { token: user.token, channels });
    reader.close();
    const [frame] = reader.frames;
    expect(frame?.event).to.equal("connected");
    expect(frame?.cursor).to.match(/^[A-Za-z0-9._-]{1,128}$/);
    expect(reader.starts.map((start) => start.channel)).to.deep.equal(channels);
    expect(reader.starts[0]).to.deep.equal({ channel, start: "live", from: 2, head: 2 });
  });

  it("brings every event once, in order, each with a cursor of its own", async () => {
    const { first, append } = backend();
    const reader = await Reader.open(transport, first, { token: user.token, channels: [channel] });
    for (const n of [1, 4, 7, 10]) await append(user, n, n + 1, n + 2);
    await reader.untilPayload(12);
    reader.close();
    expect(reader.payloads).to.deep.equal(range(1, 12));
    expect(seqsIn(channel, reader.frames)).to.deep.equal(range(1, 12));
    const cursors = reader.frames.slice(1).map(({ cursor }) => cursor);
    expect(new Set(cursors).size).to.equal(12);
    for (const cursor of cursors) expect(cursor).to.match(/^[A-Za-z0-9._-]{1,128}$/);
  });

  it("begins with the newest so many events if it is asked to, then goes on live", async () => {
    const { first, second, append } = backend();
    await append(user, 1, 2, 3, 4, 5);
    const opening = { token: user.token, channels: [channel], history: 3 };
    const reader = await Reader.open(transport, second, opening);
    await append(user, 6);
    await reader.untilPayload(6);
    reader.close();
    expect(reader.payloads).to.deep.equal([3, 4, 5, 6]);
    expect(reader.starts).to.deep.equal([{ channel, start: "live", from: 2, head: 5 }]);
    const all = await Reader.open(transport, first, { ...opening, history: 1000 });
    await all.untilPayload(6);
    all.close();
    expect(all.payloads).to.deep.equal(range(1, 6));
  });

  it("joins what is kept and what comes without gap or double", async () => {
    const { first, second, append } = backend();
    const opening = { token: user.token, channels: [channel], history: 1000 };
    const readers: Promise<Reader>[] = [];
    for (const n of range(1, 16)) {
      const appended = append(user, n);
      if (n % 5 === 0) readers.push(Reader.open(transport, n % 10 === 0 ? first : second, opening));
      await appended;
    }
    for (const reader of await Promise.all(readers)) {
      await reader.untilPayload(16);
      reader.close();
      expect(reader.payloads).to.deep.equal(range(1, 16));
    }
  });

  it("brings ephemeral events, which move no cursor", async () => {
    const { second, aRoom } = backend();
    const room = await aRoom();
    const reader = await Reader.open(transport, second, {
      token: room.guest.token,
      channels: [room.channel],
    });
    const before = reader.cursor;
    await room.type();
    const frame = await reader.until(({ event }) => event === "chat:typing");
    expect(frame.cursor).to.equal(undefined);
    expect(frame.data).to.deep.include({ channel: room.channel, by: room.owner.uid });
    expect(frame.data).not.to.have.property("seq");
    expect(reader.cursor).to.equal(before);
    await room.say("and then");
    await reader.untilPayload("and then");
    reader.close();
    expect(reader.resets).to.deep.equal([]);
  });
}
