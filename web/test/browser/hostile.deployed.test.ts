import { expect } from "chai";
import type { Page } from "playwright-core";
import { z } from "zod";
import { systemClock } from "../../../functions/src/platform/clock.js";
import { deadLetters } from "../../../functions/src/platform/tasks/deadLetters.js";
import { callerOf } from "../../../functions/test/support/caller.js";
import { database } from "../../../functions/test/support/database.js";
import { auth, aUser, signIn } from "../../../functions/test/support/users.js";
import { at, hostingPort } from "../../../scripts/project.mjs";
import { shared } from "./suite.js";
import { makeSpace, type Visitor } from "./visitor.js";

/** Markup, a control that turns the direction, marks by the dozen, and then one word as long as is allowed. */
const hostile = (length: number): string =>
  `<img src=x onerror=alert(1)> \u202egnp.exe a${"\u0301".repeat(24)} ${"w".repeat(length)}`.slice(0, length);

/** The same with more marks than any letter has, for what may be long. */
const worse = (length: number): string =>
  `<script>alert(1)</script> \u202egnp.exe a${"\u0301".repeat(500)} ${"w".repeat(length)}`.slice(0, length);

const Made = z.object({ id: z.string() });

/** One of each thing that users name, with the worst of names. */
async function make({ email }: Visitor, organizationId: string, space: string) {
  const api = callerOf(at(hostingPort), await signIn(email));
  const admin = callerOf(at(hostingPort), await aUser({ organizationId, role: "admin" }));
  const create = async (path: string, body: object, as = api): Promise<string> => {
    const answer = await as.post(`/api${path}`, body);
    expect(answer.status, path).to.be.within(200, 202);
    return Made.parse(answer.body).id;
  };
  const spaceId = space.replace("/spaces/", "");
  const position = { lat: 52.5, lng: 13.4 };
  const campusId = await create("/campuses", { name: hostile(100), position }, admin);
  const buildingId = await create("/buildings", { campusId, name: hostile(100), position }, admin);
  const [tool, document, pin, event, issue] = [
    await create("/tools", { name: hostile(120), description: worse(2000) }),
    await create("/documents", { title: hostile(200), spaceId }),
    await create("/pins", { title: hostile(200), templateVars: { [hostile(100)]: worse(4000) } }),
    await create(`${space}/events`, { title: hostile(200), startsAt: "2999-01-01T12:00:00Z" }),
    await create("/issues", {
      ...{ title: hostile(200), description: worse(5000), category: "lifts" },
      ...{ severity: "high", buildingId },
    }),
  ];
  await create(`${space}/chat`, { text: worse(4000) });
  const other = await aUser();
  const stranger = callerOf(at(hostingPort), other);
  const alices = (await auth().getUserByEmail(email)).uid;
  const also = [
    await stranger.patch("/api/profile", { displayName: "Mallory" }),
    await stranger.post(`/api${space}/join`),
    await stranger.post(`/api${space}/chat`, { text: `@${alices} ${worse(3900)}` }),
    await stranger.post(`/api/direct/${alices}`, { text: worse(4000) }),
    await api.patch(`/api${space}`, { name: hostile(80) }),
    await api.post(`/api/tools/${tool}/deploy`, { spaceId }),
    await api.post(`/api/tools/${tool}/state`, {
      patch: { question: hostile(200), [`votes.${worse(60).replaceAll(".", "")}`]: 3 },
    }),
    await api.post(`/api/pins/${pin}/publish`),
  ];
  expect(also.map(({ status }) => Math.floor(status / 100))).to.deep.equal(also.map(() => 2));
  const payload = { id: hostile(200) };
  await deadLetters(database(), systemClock).put({ queue: "jobs", payload, reason: worse(900), attempts: 3 });
  return { tool, document, pin, event, issue, other: other.uid };
}

/** What stands out of its place: wider than the page, over the lines around it, or turning what stands beside it. */
async function outOfPlace(page: Page): Promise<string[]> {
  const found: unknown = await page.evaluate(`(() => {
    const found = [];
    const nameOf = (one) => one.tagName.toLowerCase() + [...one.classList].map((name) => "." + name).join("");
    const scrolls = (one) => one.closest("main") && getComputedStyle(one).overflowX !== "visible" && !one.matches("main");
    const isFree = (one) => one === null || one.matches("main") || (!scrolls(one) && isFree(one.parentElement));
    for (const one of [document.documentElement, document.querySelector("main")]) {
      if (one.scrollWidth <= one.clientWidth + 1) continue;
      const edge = one.getBoundingClientRect().left + one.clientWidth + 1;
      const wide = [...one.querySelectorAll("*")].filter(
        (inner) => inner.getBoundingClientRect().right > edge && isFree(inner.parentElement),
      );
      found.push("wider than the page: " + [one, ...wide.slice(-3)].map(nameOf).join(" "));
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { textContent: text, parentElement: parent } = texts.currentNode;
      if (parent.closest("script, style, option, textarea, .visually-hidden, title")) continue;
      const clips = (one) => ["hidden", "clip"].includes(getComputedStyle(one).overflowY);
      if (/\\p{M}{5}/u.test(text) && !clips(parent) && !clips(parent.parentElement))
        found.push("marks: " + nameOf(parent));
      const { unicodeBidi, display } = getComputedStyle(parent);
      const isAlone = /isolate|plaintext/.test(unicodeBidi) || (display !== "inline" && parent.childNodes.length === 1);
      if (/[\\u202a-\\u202e\\u2066-\\u2069]/.test(text) && !isAlone) found.push("turns: " + nameOf(parent));
    }
    return found;
  })()`);
  return z.array(z.string()).parse(found);
}

describe("Hostile names and texts in the web app", function () {
  this.timeout(240_000);
  const world = shared(async ({ visitor }) => {
    const organizationId = `org-${crypto.randomUUID()}`;
    const alice = await visitor("Alice", { claims: { organizationId, role: "manager", operator: true } });
    const space = await makeSpace(alice, "Cellar");
    return { alice, space, made: await make(alice, organizationId, space) };
  });

  it("stay within their lines and turn nothing around, on each page, wide and narrow", async () => {
    const { alice, space, made } = world();
    const pages: readonly (readonly [path: string, sight: string])[] = [
      [`${space}/chat`, ".message-text"],
      [`${space}/tools`, ".tile"],
      [`${space}/documents`, ".tile"],
      [`${space}/events`, ".agenda-main"],
      [`${space}/events/${made.event}`, ".planned-title"],
      [`${space}/members`, ".member"],
      [`/tools/${made.tool}`, ".poll-name"],
      [`/documents/${made.document}`, "h1"],
      [`/direct/${made.other}`, ".bubble"],
      ["/notifications", ".notification"],
      ["/pins", ".tile"],
      [`/pins/${made.pin}`, ".vars"],
      [`/p/${made.pin}`, ".vars"],
      ["/issues", ".issues li"],
      [`/issues/${made.issue}`, ".prose"],
      ["/operations", ".letter"],
    ];
    const found: string[] = [];
    for (const width of [1200, 360]) {
      await alice.page.setViewportSize({ width, height: 720 });
      for (const [path, sight] of pages) {
        await alice.open(path);
        await alice.page.getByRole("main").locator(sight).first().waitFor();
        found.push(...(await outOfPlace(alice.page)).map((line) => `${path} at ${width}: ${line}`));
      }
    }
    expect(found).to.deep.equal([]);
  });
});
