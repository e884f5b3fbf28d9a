import { expect } from "chai";
import { EventBatch } from "@firecast/contract/core/events";
import type { Backend, BulkChannel } from "../backend.js";
import { range, Reader, seqsIn } from "../reader.js";
import type { Transport } from "../transport.js";

/** Many events that are appended together come in one frame, and a cursor stands for all of them or none. */
export function joinsBulks(transport: Transport, backend: () => Backend): void {
  let bulk: BulkChannel;

  beforeEach(async () => {
    bulk = await backend().aBulkChannel();
  });

  const seqs = (reader: Reader): number[] => seqsIn(bulk.channel, reader.frames);

  it("brings events that were appended together as one `batch`, with the cursor of the last", async () => {
    const { appends, reader: user, channel, append } = bulk;
    const opening = { token: user.token, channels: [channel] };
    const [there, elsewhere] = await Promise.all([
      Reader.open(transport, appends, opening),
      Reader.open(transport, backend().second, opening),
    ]);
    await append(30);
    const frame = await there.until(({ event }) => event === "batch");
    there.close();
    const { events, ...named } = EventBatch.parse(frame.data);
    expect(named).to.deep.equal({ channel });
    expect(events.map(({ seq }) => seq)).to.deep.equal(range(1, 30));
    while (seqs(elsewhere).length < 30) await elsewhere.next();
    elsewhere.close();
    expect(seqs(elsewhere)).to.deep.equal(range(1, 30));

    await append(2);
    const after = await Reader.open(transport, backend().first, { ...opening, cursor: frame.cursor });
    while (seqs(after).length < 2) await after.next();
    after.close();
    expect(seqs(after)).to.deep.equal([31, 32]);
    expect(after.resets).to.deep.equal([]);
  });
}
