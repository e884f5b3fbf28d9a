import { expect } from "chai";
import { minutes, seconds, systemClock } from "../../../src/platform/clock.js";
import { grpcCode, GrpcStatus } from "../../../src/platform/firestore/grpc.js";
import { randomIds } from "../../../src/platform/ids.js";
import { cloudTasks } from "../../../src/platform/tasks/cloudTasks.js";
import { eventually } from "../../support/eventually.js";
import { recordedLog } from "../../support/recordedLog.js";
import { projectId } from "../../support/users.js";
import { aTaskReceiver, emulatorHost, region, type TaskReceiver } from "./taskReceiver.js";

describe("a task", () => {
  const log = recordedLog();
  const tasks = (host = emulatorHost()) =>
    cloudTasks({ projectId: projectId(), region, emulatorHost: host, clock: systemClock, log });
  const arrivals = ({ received }: TaskReceiver, count: number) =>
    eventually(
      () => received.length,
      (length) => length >= count,
    );

  let receiver: TaskReceiver;
  beforeEach(async () => {
    receiver = await aTaskReceiver();
  });
  afterEach(() => receiver.close());

  it("reaches its queue's function with its payload and its id", async () => {
    const id = randomIds.next();
    await tasks().enqueue(receiver.queue, { id, payload: { text: "Grüße", list: [1, { a: null }] } });
    await arrivals(receiver, 1);
    const [first] = receiver.received;
    expect(first?.body).to.deep.equal({ data: { text: "Grüße", list: [1, { a: null }] } });
    expect(first?.headers).to.include({
      "content-type": "application/json",
      "x-cloudtasks-taskname": id,
      "x-cloudtasks-taskretrycount": "0",
    });
  });

  it("of the same id is enqueued once, and the second time is no failure", async () => {
    const [once, other] = [randomIds.next(), randomIds.next()];
    const queue = tasks();
    await queue.enqueue(receiver.queue, { id: once, payload: { n: 1 } });
    await queue.enqueue(receiver.queue, { id: once, payload: { n: 2 } });
    await queue.enqueue(receiver.queue, { id: other, payload: { n: 3 } });
    await arrivals(receiver, 2);
    expect(receiver.received.map(({ body }) => body)).to.have.deep.members([
      { data: { n: 1 } },
      { data: { n: 3 } },
    ]);
  });

  it("is delivered again after a failure, with the count of tries", async () => {
    await receiver.close();
    let failures = 2;
    receiver = await aTaskReceiver({
      act: () => (failures-- > 0 ? Promise.reject(new Error("no luck")) : Promise.resolve()),
    });
    await tasks().enqueue(receiver.queue, { id: randomIds.next(), payload: {} });
    await arrivals(receiver, 3);
    expect(receiver.received.map(({ headers }) => headers["x-cloudtasks-taskretrycount"])).to.deep.equal([
      "0",
      "1",
      "2",
    ]);
  });

  it("is refused where there is no such queue, or no Cloud Tasks", async () => {
    const codeOf = async (work: Promise<void>): Promise<number | undefined> =>
      work.then(() => undefined, grpcCode);
    expect(await codeOf(tasks().enqueue("nowhere", { id: "t1", payload: {} }))).to.equal(GrpcStatus.notFound);
    expect(await codeOf(tasks("127.0.0.1:1").enqueue("any", { id: "t1", payload: {} }))).to.equal(
      GrpcStatus.unavailable,
    );
  });

  it("for later is not run before its time, though the emulator runs everything at once", async () => {
    const at = Date.now() + seconds(4);
    await tasks().enqueue(receiver.queue, { id: randomIds.next(), payload: { when: "later" }, at });
    await tasks().enqueue(receiver.queue, { id: randomIds.next(), payload: { when: "now" } });
    await arrivals(receiver, 2);
    expect(receiver.received.map(({ body }) => body)).to.deep.equal([
      { data: { when: "now" } },
      { data: { when: "later" } },
    ]);
    expect(receiver.received[1]?.at).to.be.at.least(at - 20); // timers and clocks differ by some ms
  });

  it("for much later is left to the sweep, in the emulator", async () => {
    const at = Date.now() + minutes(11);
    await tasks().enqueue(receiver.queue, { id: "t1", payload: {}, at });
    expect(log.named("task.left_to_sweep")).to.deep.equal([{ queue: receiver.queue, id: "t1", at }]);
  });
});
