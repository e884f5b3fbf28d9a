import { expect } from "chai";
import { PushDue, ReleaseDue } from "../../../src/features/push/wakeUps.js";
import { seconds } from "../../../src/platform/clock.js";
import { firestoreWakeUps } from "../../../src/platform/wakeUps/firestoreWakeUps.js";
import { onWakeUp } from "../../../src/platform/wakeUps/wakeUps.js";
import { recordedLog } from "../../support/recordedLog.js";
import { setClock } from "../../support/setClock.js";
import { at, noon } from "./builders.js";
import { anFcm } from "./fcm/fcm.js";
import { aWorld, firebaseApart } from "./world.js";

/** A user whose pushes are woken as in production, except that every alarm is lost: the sweep finds what is due. */
function aWokenWorld() {
  const clock = setClock(noon);
  const { firestore } = firebaseApart();
  const setting = firestoreWakeUps({
    firestore,
    tasks: { enqueue: () => Promise.reject(new Error("lost")) },
    deadLetters: { add: () => undefined },
    clock,
    random: () => 1,
    log: recordedLog(),
  });
  const world = aWorld({ clock, wakeUps: setting });
  const wakeUps = setting.runner([
    onWakeUp("push", PushDue, ({ uid, notificationId }) => world.deliver(uid, notificationId)),
    onWakeUp("release", ReleaseDue, ({ uid }) => world.release(uid)),
  ]);
  const pass = async (ms: number): Promise<void> => {
    clock.pass(ms);
    await wakeUps.sweep();
  };
  return { ...world, pass };
}

describe("a push that has to wait", () => {
  const fcm = anFcm();

  it("for FCM is sent when its time comes, also the second time", async () => {
    const { uid, device, put, deliver, told, pass } = aWokenWorld();
    const token = await device("d1");
    fcm().fail(token, { code: "INTERNAL" }, { code: "INTERNAL" });
    const { id } = await put();
    await deliver(uid, id);
    await pass(seconds(10));
    expect(fcm().received(token)).to.deep.equal([]);
    await pass(seconds(20));
    await pass(seconds(60));
    expect(fcm().received(token)).to.have.length(1);
    expect(await told(id)).to.deep.equal(["send preferred", "d1 sent"]);
  });

  it("for the end of the quiet hours is sent then, once", async () => {
    const { uid, device, put, prefer, deliver, pass } = aWokenWorld();
    await prefer({ quietHours: { from: "11:00", to: "13:00", timeZone: "Etc/UTC" } });
    const token = await device("d1");
    for (const title of ["One", "Two"]) await deliver(uid, (await put({ type: "reply", title })).id);
    await pass(at("2026-03-01T12:59:00.000Z") - at(noon));
    expect(fcm().received(token)).to.deep.equal([]);
    await pass(seconds(60));
    await pass(seconds(600));
    const titles = fcm()
      .received(token)
      .map(({ notification }) => notification?.title);
    expect(titles).to.deep.equal(["2 new notifications"]);
  });
});
