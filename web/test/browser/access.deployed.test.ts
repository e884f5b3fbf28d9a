import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { z } from "zod";
import { systemClock } from "../../../functions/src/platform/clock.js";
import { deadLetters } from "../../../functions/src/platform/tasks/deadLetters.js";
import { callerOf } from "../../../functions/test/support/caller.js";
import { database } from "../../../functions/test/support/database.js";
import { signIn } from "../../../functions/test/support/users.js";
import { at, hostingPort, root } from "../../../scripts/project.mjs";
import { violationsOf } from "./axe.js";
import { shared } from "./suite.js";
import { makeSpace, type Visitor } from "./visitor.js";

/** What Hosting serves. */
const dist = join(root, "web", "dist");

const Made = z.object({ id: z.string() });

/** One of each thing that has a page. */
async function make({ email }: Visitor, space: string) {
  const api = callerOf(at(hostingPort), await signIn(email));
  const create = async (path: string, body: object): Promise<string> =>
    Made.parse((await api.post(`/api${path}`, body)).body).id;
  const spaceId = space.replace("/spaces/", "");
  const [tool, document, pin, event] = [
    await create("/tools", { name: "Which book?" }),
    await create("/documents", { title: "Notes", spaceId }),
    await create("/pins", { title: "Weather", templateVars: { Wind: "calm" } }),
    await create(`${space}/events`, { title: "Reading", startsAt: "2999-01-01T12:00:00Z" }),
  ];
  await api.post(`/api/pins/${pin}/publish`);
  const payload = { id: "a1" };
  await deadLetters(database(), systemClock).put({
    queue: "jobs",
    payload,
    reason: "It broke.",
    attempts: 3,
  });
  return { tool, document, pin, event };
}

interface World {
  readonly space: string;
  readonly made: Awaited<ReturnType<typeof make>>;
}

describe("The web app's pages", function () {
  this.timeout(240_000);
  const world = shared(async ({ visitor }) => {
    const claims = { organizationId: `org-${crypto.randomUUID()}`, role: "manager", operator: true } as const;
    const alice = await visitor("Alice", { claims });
    const space = await makeSpace(alice, "Library");
    return { alice, space, made: await make(alice, space) };
  });

  /** A page, and what it shows when it is whole. */
  const pages = ({ space, made }: World): readonly (readonly [path: string, until: string])[] => [
    [`${space}/chat`, "Nobody has said anything yet"],
    [`${space}/documents`, "Notes"],
    [`${space}/events`, "Reading"],
    [`${space}/events/${made.event}`, "Do you come?"],
    [`${space}/automations`, "Nothing happens by itself yet"],
    [`${space}/members`, "Invite"],
    [`/tools/${made.tool}`, "Undo my last change"],
    [`/documents/${made.document}`, "Nobody else is here"],
    [`/pins/${made.pin}`, "Weather"],
    [`/p/${made.pin}`, "Weather"],
    ["/spaces/another", "You are no member here"],
    ["/notifications", "Inbox"],
    ["/direct", "Choose somebody"],
    ["/direct/another", "It is not there"],
    ["/pins", "Pipelines"],
    ["/issues", "No issue fits"],
    ["/horses", "Stable"],
    ["/dashboard", "Dashboard"],
    ["/operations", "It broke."],
    ["/settings", "Quiet hours"],
    ["/nowhere", "Nothing here"],
  ];

  it("have nothing against them by axe, light and dark, wide and on a phone", async () => {
    const { alice } = world();
    const found: string[] = [];
    const looks = [
      ["light", 1280],
      ["dark", 1280],
      ["light", 360],
    ] as const;
    for (const [theme, width] of looks) {
      await alice.page.setViewportSize({ width, height: 720 });
      await alice.page.evaluate(`localStorage.setItem("firecast-theme", "${theme}")`);
      for (const [path, until] of pages(world())) {
        await alice.open(path);
        await alice.page.getByRole("main").getByText(until).first().waitFor();
        found.push(...(await violationsOf(alice.page)).map((line) => `${theme} at ${width} ${path} ${line}`));
      }
    }
    await alice.page.setViewportSize({ width: 1280, height: 720 });
    expect(found).to.deep.equal([]);
  });

  it("need at most 220 KB of scripts for a chat, compressed", async () => {
    const { alice, space } = world();
    await alice.open(`${space}/chat`);
    await alice.page.locator('.connection[data-state="open"]').waitFor();
    const paths: unknown = await alice.page.evaluate(
      "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)",
    );
    const scripts = z
      .array(z.string())
      .parse(paths)
      .filter((path) => /^\/assets\/.*\.js$/.test(path));
    const sizes = [...new Set(scripts)].map((path) => gzipSync(readFileSync(join(dist, path))).byteLength);
    expect(sizes.reduce((sum, size) => sum + size, 0) / 1000).to.be.within(100, 220);
  });

  it("are worked by the keyboard: dialogs hold the focus, and give it back", async () => {
    const { alice, space } = world();
    await alice.open(`${space}/events`);
    const button = alice.page.getByRole("button", { name: "New event" });
    await button.focus();
    await alice.page.keyboard.press("Enter");
    await alice.page.getByRole("dialog").waitFor();
    await alice.page.locator("[role=dialog] :focus").waitFor();
    await alice.page.keyboard.press("Escape");
    await alice.page.getByRole("dialog").waitFor({ state: "detached" });
    await alice.page.locator("button:focus", { hasText: "New event" }).waitFor();
  });
});
