import { expect } from "chai";
import { fanOutPolicy } from "../../../src/features/notifications/fanOut.js";
import { addChunk, Chunk } from "../../../src/features/notifications/chunk.js";
import type { TellDeps } from "../../../src/features/notifications/deps.js";
import { notify } from "../../../src/features/notifications/notify.js";
import type { Notice } from "../../../src/platform/notices/notice.js";
import { hours, minutes } from "../../../src/platform/clock.js";
import { deadLetters } from "../../../src/platform/tasks/deadLetters.js";
import { firestoreWakeUps } from "../../../src/platform/wakeUps/firestoreWakeUps.js";
import { onWakeUp } from "../../../src/platform/wakeUps/wakeUps.js";
import { theTypes } from "../../support/noticeTypes.js";
import { recordedLog } from "../../support/recordedLog.js";
import { setClock } from "../../support/setClock.js";
import { aDatabase, recordedTasks } from "../../platform/wakeUps/world.js";

const at = "2026-03-01T12:00:00.000Z";

/** Tells notices; rows are written by `add`, which fails as long as it is told to. */
function aCrier(users: number) {
  const [firestore, tasks, clock, log] = [aDatabase(), recordedTasks(), setClock(at), recordedLog()];
  const state = { isDown: false };
  const told: string[] = [];
  const policy = fanOutPolicy;
  const letters = deadLetters(firestore, clock);
  const setting = firestoreWakeUps({
    policy,
    firestore,
    tasks,
    deadLetters: letters,
    clock,
    random: () => 1,
    log,
  });
  const deps: TellDeps = {
    firestore,
    types: theTypes,
    inbox: {
      add: ({ uid }) => {
        if (state.isDown) return Promise.reject(new Error("no database"));
        told.push(uid);
        return Promise.resolve("created");
      },
      retract: () => Promise.reject(new Error("not needed")),
      revise: () => Promise.reject(new Error("not needed")),
    },
    spaces: {
      requireMember: () => Promise.reject(new Error("not needed")),
      membersAfter: () => Promise.resolve([]),
      activeAmong: (_spaceId, uids) => Promise.resolve([...uids]),
    },
    accounts: {
      names: {
        of: () => Promise.resolve(new Map()),
        one: () => Promise.resolve("Somebody"),
        learn: () => undefined,
      },
      usersOf: () => Promise.resolve([]),
      usersAfter: ({ after = "u0000", limit }) => {
        const first = Number(after.slice(1));
        const size = Math.min(limit, users - first);
        return Promise.resolve(
          Array.from({ length: size }, (_, n) => `u${String(first + n + 1).padStart(4, "0")}`),
        );
      },
    },
    chunks: setting,
    clock,
    log,
  };
  const chunks = {
    ...setting,
    ...setting.runner(
      ["fanOut", "fanOutUrgent"].map((queue) => onWakeUp(queue, Chunk, (chunk) => addChunk(deps, chunk))),
    ),
  };
  const stored = async () => (await firestore.collection("chunks").get()).docs;
  /** What the queue's function does with every task that there is. */
  const runTasks = async (): Promise<void> => {
    for (const { payload } of tasks.taken.splice(0)) {
      if ("id" in payload) await chunks.run(String(payload.id)).catch(() => undefined);
    }
  };
  return {
    notify: (notices: readonly Notice[]) => notify(deps, notices),
    told,
    tasks,
    clock,
    log,
    chunks,
    stored,
    runTasks,
    state,
    letters,
  };
}

const toEverybody: Notice = {
  type: "system_alert",
  cause: "announcements/a1",
  payload: { alertId: "a1", title: "Tonight", body: "We update." },
  at,
  audience: { type: "everyone" },
};

describe("a large audience", () => {
  it("N4: is kept in chunks until all of it is told, and each is told once however often the trigger comes", async () => {
    const { notify, told, stored, runTasks, tasks } = aCrier(1234);
    await notify([toEverybody]);
    await notify([toEverybody]);
    expect(told).to.deep.equal([]);
    expect(await stored()).to.have.length(7);
    expect(JSON.stringify(tasks.taken), "a task carries the name alone").to.not.include("u0001");
    await runTasks();
    expect(told).to.have.length(1234);
    expect(new Set(told).size).to.equal(1234);
    expect(await stored()).to.deep.equal([]);
  });

  it("N3, N4: waits in a queue of its own if it must be told: no crowd delays an alert", async () => {
    const { notify, tasks } = aCrier(600);
    await notify([toEverybody]);
    const deployed = { toolId: "poll", toolName: "Poll", spaceId: "lobby", spaceName: "Lobby", uid: "alice" };
    await notify([{ ...toEverybody, type: "tool_deployed", payload: deployed }]);
    const queues = tasks.taken.map(({ queue }) => queue);
    expect(queues).to.deep.equal([
      ...["fanOutUrgent", "fanOutUrgent", "fanOutUrgent"],
      ...["fanOut", "fanOut", "fanOut"],
    ]);
  });

  it("N4: is told though every task has vanished: the sweep finds its chunks after five minutes", async () => {
    const { notify, told, stored, tasks, clock, chunks } = aCrier(600);
    await notify([toEverybody]);
    tasks.taken.splice(0);
    await chunks.sweep();
    expect(told, "a queue may take that long").to.deep.equal([]);
    clock.pass(minutes(5));
    await chunks.sweep();
    expect(told).to.have.length(600);
    expect(await stored()).to.deep.equal([]);
  });

  it("N4: is told after an outage of a day, and after two lies in dead letters, whole", async () => {
    const { notify, told, clock, chunks, runTasks, state, letters, stored } = aCrier(501);
    state.isDown = true;
    await notify([toEverybody]);
    for (let hour = 0; hour < 24; hour++) {
      await runTasks();
      clock.pass(hours(1));
    }
    state.isDown = false;
    await runTasks();
    expect(told).to.have.length(501);

    state.isDown = true;
    await notify([{ ...toEverybody, cause: "announcements/a2" }]);
    for (let hour = 0; hour < 120; hour++) {
      await chunks.sweep();
      clock.pass(hours(1.1));
    }
    expect(await stored()).to.deep.equal([]);
    const dead: string[] = [];
    for await (const letter of letters.list()) if ("queue" in letter) dead.push(letter.queue);
    expect(dead).to.deep.equal(["chunks", "chunks", "chunks"]);
  });
});
