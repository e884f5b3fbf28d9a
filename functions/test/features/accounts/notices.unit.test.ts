import type { Announcement } from "@firecast/contract/accounts";
import {
  accountsTypes,
  tellAchievement,
  tellSystemAlert,
  tellWelcome,
} from "../../../src/features/accounts/notices.js";
import { expectTold } from "../../platform/notices/told.js";

const at = "2026-03-01T12:00:00.000Z";

describe("welcome", () => {
  it("tells whoever is new", () => {
    expectTold(accountsTypes, tellWelcome({ uid: "mia", createdAt: at }), [
      { type: "welcome", cause: "users/mia", payload: {}, at, audience: { type: "users", uids: ["mia"] } },
    ]);
  });
});

describe("achievement", () => {
  it("tells whoever achieved it", () => {
    const achievement = { achievement: "ten-forks", title: "A tool forked ten times", at };
    expectTold(accountsTypes, tellAchievement("mia", achievement), [
      {
        type: "achievement",
        cause: "users/mia/achievements/ten-forks",
        payload: { achievement: "ten-forks", title: "A tool forked ten times" },
        at,
        audience: { type: "users", uids: ["mia"] },
      },
    ]);
  });
});

describe("system_alert", () => {
  const announcement = { id: "a1", title: "Maintenance", body: "Tonight.", createdAt: at };
  const audiences: Announcement["audience"][] = [
    { type: "everyone" },
    { type: "users", uids: ["mia", "max"] },
  ];

  for (const audience of audiences) {
    it(`tells its audience: ${audience.type}`, () => {
      expectTold(accountsTypes, tellSystemAlert({ ...announcement, audience }), [
        {
          type: "system_alert",
          cause: "announcements/a1",
          payload: { alertId: "a1", title: "Maintenance", body: "Tonight." },
          at,
          audience,
        },
      ]);
    });
  }
});
