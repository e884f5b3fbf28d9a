import { expect } from "chai";
import { z } from "zod";
import { seconds, systemClock } from "../../../src/platform/clock.js";
import { randomIds } from "../../../src/platform/ids.js";
import { cloudTasks } from "../../../src/platform/tasks/cloudTasks.js";
import { deadLetters } from "../../../src/platform/tasks/deadLetters.js";
import { taskHandler } from "../../../src/platform/tasks/taskHandler.js";
import { firestoreWakeUps, WakeUpTask } from "../../../src/platform/wakeUps/firestoreWakeUps.js";
import { wakeUpQueue } from "../../../src/platform/wakeUps/policy.js";
import { onWakeUp } from "../../../src/platform/wakeUps/wakeUps.js";
import { eventually } from "../../support/eventually.js";
import { recordedLog } from "../../support/recordedLog.js";
import { aTaskReceiver, emulatorHost, region } from "../tasks/taskReceiver.js";
import { aDatabase, Note } from "./world.js";

describe("an alarm", () => {
  it("wakes up through the queue, at the time, and again after a failure", async () => {
    const project = `demo-${randomIds.next().replaceAll("_", "x")}`; // for a queue of that name of its own
    const [clock, log, firestore] = [systemClock, recordedLog(), aDatabase()];
    const letters = deadLetters(firestore, clock);
    const tasks = cloudTasks({ projectId: project, region, emulatorHost: emulatorHost(), clock, log });
    const wakeUps = firestoreWakeUps({
      firestore,
      tasks,
      deadLetters: letters,
      clock,
      random: () => 0.5,
      log,
    });
    const [tried, done]: [number[], string[]] = [[], []];
    const note = onWakeUp("note", Note, ({ text }) => {
      if (tried.push(clock.now()) === 1) throw new Error("no luck");
      done.push(text);
      return Promise.resolve();
    });
    const handle = taskHandler({
      ...{ queue: wakeUpQueue, payload: WakeUpTask, deadLetters: letters, log },
      act: ({ id }) => wakeUps.runner([note]).run(id),
    });
    const act = (body: unknown) => handle(z.object({ data: z.unknown() }).parse(body));
    const receiver = await aTaskReceiver({ project, queue: wakeUpQueue, act });
    try {
      const dueAt = clock.now() + seconds(1);
      await wakeUps.schedule({ id: "w1", kind: "note", dueAt, payload: { text: "morning" } });
      await eventually(
        () => done.length,
        (count) => count > 0,
      );
      expect(done).to.deep.equal(["morning"]);
      expect(tried[0]).to.be.at.least(dueAt);
      expect(tried[1]).to.be.at.least((tried[0] ?? Infinity) + seconds(1));
    } finally {
      await receiver.close();
    }
  });
});
