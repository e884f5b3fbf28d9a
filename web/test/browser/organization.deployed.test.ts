import { expect } from "chai";
import { z } from "zod";
import { systemClock } from "../../../functions/src/platform/clock.js";
import { deadLetters } from "../../../functions/src/platform/tasks/deadLetters.js";
import { callerOf } from "../../../functions/test/support/caller.js";
import { database } from "../../../functions/test/support/database.js";
import { aUser } from "../../../functions/test/support/users.js";
import { at, hostingPort } from "../../../scripts/project.mjs";
import { shared } from "./suite.js";

const Made = z.object({ id: z.string() });

/** A campus with one building, on the map. */
async function havePlaces(organizationId: string): Promise<void> {
  const admin = callerOf(at(hostingPort), await aUser({ organizationId, role: "admin" }));
  const position = { lat: 52.5, lng: 13.4 };
  const campus = Made.parse((await admin.post("/api/campuses", { name: "Hill", position })).body);
  const building = { campusId: campus.id, name: "Tower", position: { lat: 52.5005, lng: 13.4005 } };
  expect((await admin.post("/api/buildings", building)).status).to.equal(201);
}

describe("What organizations and operators have, in two browsers", function () {
  this.timeout(240_000);
  const world = shared(async ({ visitor, sockets }) => {
    const organizationId = `org-${crypto.randomUUID()}`;
    await havePlaces(organizationId);
    await sockets();
    const manager = await visitor("Mara", { claims: { organizationId, role: "manager" } });
    const operator = await visitor("Oskar", { claims: { organizationId, role: "member", operator: true } });
    return { manager, operator };
  });

  it("an issue: reported by one, found on the other's list and map, taken on, begun and resolved", async () => {
    const { manager, operator } = world();
    await manager.open("/issues");
    await manager.page.getByText("No issue fits.").waitFor();
    await operator.open("/issues");
    await operator.page.getByRole("button", { name: "Report an issue" }).click();
    const dialog = operator.page.getByRole("dialog");
    await dialog.getByLabel("What is the matter?").fill("The lift is stuck");
    await dialog.getByLabel("Kind, such as plumbing").fill("lifts");
    await dialog.getByLabel("Severity").selectOption("high");
    await dialog.getByRole("button", { name: "Report an issue" }).click();
    const row = manager.page.getByRole("main").getByRole("link", { name: /The lift is stuck/ });
    await row.waitFor();
    await manager.page.getByRole("img", { name: "Hill: 1 open" }).waitFor();
    await manager.page.locator(".plan-cell").waitFor();

    const status = manager.page.getByRole("group", { name: "Status" });
    await status.getByRole("button", { name: "Resolved" }).click();
    await row.waitFor({ state: "detached" });
    await status.getByRole("button", { name: "All" }).click();
    await manager.page.getByLabel("Words in title or description").fill("lift stuck");
    await row.click();
    await operator.page
      .getByRole("main")
      .getByRole("link", { name: /The lift is stuck/ })
      .click();
    const stateAtOther = (name: string) => operator.page.locator(".page-head .tag", { hasText: name });
    await manager.page.getByRole("button", { name: "Take it on" }).click();
    await stateAtOther("Assigned").waitFor();
    await manager.page.getByRole("button", { name: "Begin work" }).click();
    await stateAtOther("In progress").waitFor();
    await manager.page.getByLabel("What was done?").fill("Oiled");
    await manager.page.getByRole("button", { name: "Resolve" }).click();
    await stateAtOther("Resolved").waitFor();
    await operator.page.getByText("Oiled").waitFor();
  });

  it("issues by Socket.IO, where a user wants that: the same page, with the same hooks", async () => {
    const { manager, operator } = world();
    await manager.open("/settings");
    await manager.page.getByLabel("Issues by Socket.IO").check();
    const opened = manager.page.waitForEvent("websocket", (socket) => socket.url().includes("/socket.io/"));
    await manager.open("/issues");
    const socket = await opened;
    const heard = socket.waitForEvent("framereceived", ({ payload }) =>
      String(payload).includes('"issue:created"'),
    );
    await manager.page.locator(".plan-building").waitFor();
    await operator.open("/issues");
    await operator.page.getByRole("button", { name: "Report an issue" }).click();
    const dialog = operator.page.getByRole("dialog");
    await dialog.getByLabel("What is the matter?").fill("A lamp flickers");
    await dialog.getByLabel("Kind, such as plumbing").fill("light");
    await dialog.getByRole("button", { name: "Report an issue" }).click();
    await heard;
    await manager.page
      .getByRole("main")
      .getByRole("link", { name: /A lamp flickers/ })
      .waitFor();
  });

  it("figures of a module: an operator publishes them, and they are on the other's dashboard", async () => {
    const { manager, operator } = world();
    await manager.open("/dashboard");
    await operator.open("/dashboard");
    await operator.page.getByRole("button", { name: "Publish new figures" }).click();
    await operator.page.locator(".big-figures", { hasText: "Revenue" }).waitFor();
    const shown = await operator.page.locator(".big-figures dd").allTextContents();
    await manager.page.locator(".big-figures", { hasText: shown.at(-1) ?? "" }).waitFor();
  });

  it("operations: figures and charts for operators alone, and dead letters that go back", async () => {
    const { manager, operator } = world();
    await manager.open("/operations");
    await manager.page.getByText("Operators see here how the deployment does.").waitFor();
    const reason = `5: no such run ${crypto.randomUUID()}`;
    const payload = { id: `replay.${crypto.randomUUID()}` };
    await deadLetters(database(), systemClock).put({ queue: "jobs", payload, reason, attempts: 3 });
    await operator.open("/operations");
    await operator.page.locator(".big-figures", { hasText: "Connections" }).waitFor();
    expect(await operator.page.locator(".chart").count()).to.be.greaterThan(1);
    const letter = operator.page.getByRole("row").filter({ hasText: reason });
    await letter.getByRole("button", { name: "Send again" }).click();
    await operator.page.getByText("It is on its way to jobs again.").first().waitFor();
    await letter.waitFor({ state: "detached" });
  });

  it("settings: another language and theme, at once and after a reload", async () => {
    const { manager } = world();
    await manager.open("/settings");
    await manager.page.getByRole("button", { name: "Dark" }).click();
    await manager.page.locator('html[data-theme="dark"]').waitFor();
    await manager.page.getByRole("button", { name: "Deutsch" }).click();
    await manager.page.getByRole("heading", { name: "Einstellungen" }).waitFor();
    await manager.page.reload();
    await manager.page.getByRole("heading", { name: "Einstellungen" }).waitFor();
    await manager.page.locator('html[lang="de"][data-theme="dark"]').waitFor();
  });
});
