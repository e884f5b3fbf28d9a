import { expect } from "chai";
import type { RealtimeEvent } from "../../src/index.js";
import { createTestRealtime } from "../../src/testing.js";

/** What handlers got, as `seq`s, or ids of what has none. */
function recorder() {
  const seqs: unknown[] = [];
  return { seqs, take: ({ seq, id }: RealtimeEvent) => void seqs.push(seq ?? id) };
}

describe("what a handler gets", () => {
  it("comes by the full name of a channel and by its short one, in one page", async () => {
    const pins = "users/mia/pins";
    const { realtime, server, clock } = createTestRealtime({}, { aliases: { pins } });
    const [short, full, all] = [recorder(), recorder(), recorder()];
    const ended: unknown[] = [];
    const onEnd = () => void ended.push(1);
    realtime.subscribe("pins", short.take, { onEnd });
    await clock.pass(100);
    server.publish(pins, "pin:views_updated");
    await clock.pass(100);
    realtime.subscribe(pins, full.take, { onEnd });
    realtime.subscribe("*", all.take);
    await clock.pass(100);
    server.publish(pins, "pin:views_updated");
    server.publish(pins, "pin:views_updated", {}, { ephemeral: true, id: "signal" });
    await clock.pass(100);
    server.drop();
    server.publish(pins, "pin:views_updated");
    server.cut();
    server.publish(pins, "pin:views_updated");
    await clock.pass(5000);
    expect([short.seqs, full.seqs, all.seqs]).to.deep.equal([
      [1, 2, "signal", 3, 4],
      [2, "signal", 3, 4],
      [2, "signal", 3, 4],
    ]);
    expect(realtime.recent(pins).map(({ seq }) => seq)).to.deep.equal([1, 2, undefined, 3, 4]);
    server.hide(pins);
    await clock.pass(100);
    expect(ended).to.have.length(2);
  });
});
