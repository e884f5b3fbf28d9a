import { expect } from "chai";
import type { Backend, User } from "../backend.js";
import { range, Reader } from "../reader.js";
import type { Opening, Server, Transport } from "../transport.js";

/** A cursor brings exactly what was missed, or one `reset` for what cannot be known any more. */
export function losesNothing(transport: Transport, backend: () => Backend): void {
  let user: User;
  let channel: string;

  beforeEach(async () => {
    user = await backend().aUser();
    channel = backend().ownChannel(user);
  });

  const open = (server: Server, more: Partial<Opening> = {}): Promise<Reader> =>
    Reader.open(transport, server, { token: user.token, channels: [channel], ...more });

  /** Sees the payloads and leaves. */
  async function cursorAfter(...payloads: unknown[]): Promise<string | undefined> {
    const { first, append } = backend();
    const reader = await open(first);
    if (payloads.length > 0) {
      await append(user, ...payloads);
      await reader.untilPayload(payloads.at(-1));
    }
    reader.close();
    return reader.cursor;
  }

  for (const where of ["first", "second"] as const) {
    it(`resumes with exactly what was missed, at the ${where} process`, async () => {
      const cursor = await cursorAfter(1, 2);
      await backend().append(user, 3, 4, 5);
      const reader = await open(backend()[where], { cursor });
      await backend().append(user, 6);
      await reader.untilPayload(6);
      reader.close();
      expect(reader.payloads).to.deep.equal([3, 4, 5, 6]);
      expect(reader.starts).to.deep.equal([{ channel, start: "resumed", from: 2, head: 5 }]);
      expect(reader.resets).to.deep.equal([]);
    });
  }

  it("resumes a channel that was empty then with everything since", async () => {
    const cursor = await cursorAfter();
    await backend().append(user, 1, 2);
    const reader = await open(backend().second, { cursor });
    await reader.untilPayload(2);
    reader.close();
    expect(reader.payloads).to.deep.equal([1, 2]);
    expect(reader.resets).to.deep.equal([]);
  });

  it("resumes every channel by one cursor", async () => {
    const { first, second, append, aRoom } = backend();
    const room = await aRoom();
    user = room.guest;
    channel = backend().ownChannel(user);
    const channels = [channel, room.channel];
    const before = await open(first, { channels });
    await append(user, 1);
    await before.untilPayload(1);
    before.close();
    await append(user, 2);
    await room.say("meanwhile");
    await append(user, 3);
    const after = await open(second, { channels, cursor: before.cursor });
    while (after.payloads.length < 3) await after.next();
    after.close();
    expect(after.payloads.filter((payload) => payload !== "meanwhile")).to.deep.equal([2, 3]);
    expect(after.payloads).to.include("meanwhile");
    expect(after.resets).to.deep.equal([]);
  });

  it("resets a position that has left the log, once, and goes on from the head", async () => {
    const cursor = await cursorAfter(1);
    await backend().append(user, ...range(2, 60));
    const reader = await open(backend().second, { cursor });
    await backend().append(user, "new");
    await reader.untilPayload("new");
    reader.close();
    expect(reader.payloads).to.deep.equal(["new"]);
    expect(reader.resets.map(({ head }) => head)).to.deep.equal([60]);
  });

  it("resets a position in a log that was deleted and begun again, though the numbers are the same", async () => {
    const { second, append, wipe } = backend();
    const cursor = await cursorAfter(1, 2);
    await wipe(channel);
    await append(user, "other 1", "other 2", "other 3");
    const reader = await open(second, { cursor });
    await append(user, "other 4");
    await reader.untilPayload("other 4");
    reader.close();
    expect(reader.resets.map(({ head }) => head)).to.deep.equal([3]);
    expect(reader.payloads).to.deep.equal(["other 4"]);
  });

  it("tells an open stream, too, that its log was deleted and begun again", async () => {
    const { first, append, wipe } = backend();
    const reader = await open(first);
    await append(user, 1, 2, 3);
    await reader.untilPayload(3);
    await wipe(channel);
    await append(user, "other 1");
    await reader.until(({ event }) => event === "reset");
    await append(user, "other 2");
    await reader.untilPayload("other 2");
    reader.close();
    const [reset, ...more] = reader.resets;
    expect(more).to.deep.equal([]);
    // What lies before the head of the reset is for the client to look up; what comes after it is brought.
    const rest = reset?.head === 0 ? ["other 1", "other 2"] : ["other 2"];
    expect(reader.payloads).to.deep.equal([1, 2, 3, ...rest]);
  });
}
