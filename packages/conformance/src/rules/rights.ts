import { expect } from "chai";
import type { Backend, Room } from "../backend.js";
import { Reader, waitsAgain } from "../reader.js";
import { Refused, type Transport } from "../transport.js";

/** A right that is taken away ends the channel with an `error` frame, on open streams, too. */
export function respectsRights(transport: Transport, backend: () => Backend): void {
  let room: Room;

  beforeEach(async () => {
    room = await backend().aRoom();
  });

  const statusOf = (opening: Promise<Reader>): Promise<number> =>
    opening.then(
      () => 200,
      (error: unknown) => (error instanceof Refused ? error.status : 0),
    );

  it("refuses who may not read the channel", async () => {
    const { first, aUser } = backend();
    const { token } = await aUser();
    const opening = Reader.open(transport, first, { token, channels: [room.channel] });
    expect(await statusOf(opening)).to.equal(404);
  });

  it("ends, with an error, a stream whose only channel its user may read no longer, and refuses it from then on", async () => {
    const opening = { token: room.guest.token, channels: [room.channel] };
    const reader = await Reader.open(transport, backend().second, opening);
    await room.say("before");
    await reader.untilPayload("before");
    await waitsAgain();
    await room.removeGuest();
    await reader.toTheEnd();
    await room.say("after");
    expect(reader.frames.at(-1)?.event).to.equal("error");
    expect(reader.frames.at(-1)?.data).to.deep.include({ status: 403, detail: room.channel });
    expect(reader.payloads).to.deep.equal(["before"]);
    const again = Reader.open(transport, backend().second, { ...opening, cursor: reader.cursor });
    expect(await statusOf(again)).to.equal(404);
  });

  it("goes on with the other channels of the stream", async () => {
    const { second, append, ownChannel } = backend();
    const own = ownChannel(room.guest);
    const opening = { token: room.guest.token, channels: [own, room.channel] };
    const reader = await Reader.open(transport, second, opening);
    await room.removeGuest();
    const error = await reader.until(({ event }) => event === "error");
    expect(error.data).to.deep.include({ detail: room.channel });
    await room.say("not for the guest");
    await append(room.guest, "for the guest");
    await reader.untilPayload("for the guest");
    reader.close();
    expect(reader.payloads).to.deep.equal(["for the guest"]);
  });
}
