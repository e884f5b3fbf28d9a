import { expect } from "chai";
import { tellingsPerWindow } from "../../../src/features/notifications/budget.js";
import type { TellDeps } from "../../../src/features/notifications/deps.js";
import { notify } from "../../../src/features/notifications/notify.js";
import { hours } from "../../../src/platform/clock.js";
import { notFound } from "../../../src/platform/problems.js";
import { theTypes } from "../../support/noticeTypes.js";
import { recordedLog } from "../../support/recordedLog.js";
import { setClock } from "../../support/setClock.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { randomIds } from "../../../src/platform/ids.js";

const nobodysNames = {
  of: () => Promise.resolve(new Map<string, string>()),
  one: () => Promise.resolve(""),
  learn: () => undefined,
};

describe("telling a large space", () => {
  anInstance();

  function aSpace(size: number) {
    const [clock, log, spaceId] = [setClock(), recordedLog(), randomIds.next()];
    const roles: Record<string, "owner" | "admin" | "member"> = {
      olga: "owner",
      ada: "admin",
      mia: "member",
    };
    const uids = Array.from({ length: size }, (_, number) => `u${number}`);
    const told: string[] = [];
    const requireMember = (uid: string) => {
      const role = roles[uid];
      if (!role) return Promise.reject(notFound());
      const at = "2026-03-01T12:00:00.000Z";
      return Promise.resolve({ uid, spaceId, status: "active" as const, role, createdAt: at });
    };
    const spaces = {
      requireMember,
      membersAfter: () => Promise.resolve(uids),
      activeAmong: () => Promise.resolve(uids),
    };
    const deps: TellDeps = {
      firestore: theFirebase().firestore,
      types: theTypes,
      inbox: {
        add: ({ cause }) => Promise.resolve(told.push(cause)).then(() => "created"),
        retract: () => Promise.resolve("nothing"),
        revise: () => Promise.resolve(),
      },
      chunks: { create: () => Promise.resolve() },
      accounts: {
        usersOf: () => Promise.resolve([]),
        usersAfter: () => Promise.resolve([]),
        names: nobodysNames,
      },
      spaces,
      clock,
      log,
    };
    const announce = async (actor: string, cause: string) => {
      const payload = {
        spaceId,
        spaceName: "Lobby",
        eventId: cause,
        eventTitle: cause,
        startsAt: "2026-12-01T09:00:00.000Z",
      };
      const [at, audience] = ["2026-03-01T12:00:00.000Z", { type: "members" as const, spaceId }];
      const before = told.length;
      await notify(deps, [{ type: "event_created", cause, payload, actor, at, audience }]);
      return told.length - before;
    };
    return { announce, clock };
  }

  it("N3: a plain member may tell more than 100 a few times an hour, and then nobody hears of more", async () => {
    const { announce, clock } = aSpace(150);
    const heard = [];
    for (let number = 0; number < tellingsPerWindow + 3; number++)
      heard.push(await announce("mia", `e${number}`));
    expect(heard).to.deep.equal([...Array<number>(tellingsPerWindow).fill(150), 0, 0, 0]);
    expect(await announce("mia", "e0"), "a repeat is paid for").to.equal(150);
    clock.pass(hours(1));
    expect(await announce("mia", "e9")).to.equal(150);
  });

  it("N3: owners and admins tell as often as they like, and so does everybody in a small space", async () => {
    const [large, small] = [aSpace(150), aSpace(100)];
    for (let number = 0; number < tellingsPerWindow + 2; number++) {
      expect(await large.announce("olga", `o${number}`)).to.equal(150);
      expect(await large.announce("ada", `a${number}`)).to.equal(150);
      expect(await small.announce("mia", `e${number}`)).to.equal(100);
    }
  });

  it("N3: who is no member any more has no more than a plain member's budget", async () => {
    const { announce } = aSpace(150);
    for (let number = 0; number < tellingsPerWindow; number++) await announce("gone", `e${number}`);
    expect(await announce("gone", "one more")).to.equal(0);
  });
});
