import { randomUUID } from "node:crypto";
import type { Visitor } from "../../web/test/browser/visitor.js";
import { address, aVisitor, composerOf, makeSpace, say } from "../../web/test/browser/visitor.js";
import { signIn } from "../../functions/test/support/users.js";
import { startServer } from "../../functions/test/support/serverProcess.js";
import { streamsPort } from "../../scripts/project.mjs";
import { findBrowser } from "../../scripts/setup/browser.mjs";
import { callerOf } from "../clients/poster.js";
import { postAt } from "../clients/paced.js";
import type { Figure, Part } from "../support/report.js";
import { heapOf, slowDown, watchPage } from "./watched.js";

/** Quiet runs take 10,000 and 60 s: `WEB_MESSAGES=10000 WEB_SECONDS=60`. */
const messages = Number(process.env["WEB_MESSAGES"] ?? 500);
const burstMs = 1000 * Number(process.env["WEB_SECONDS"] ?? 10);
const perSecond = 100;
/** With 60 s above, as many messages as an hour has seconds. */
const hourMs = 0.6 * burstMs;
const atOnce = 10;
const rounds = 5;

/** The app in a real browser: how much of a long chat is in the page, what a burst costs it, how fast it goes from page to page. */
export async function web(): Promise<Part> {
  Object.assign(process.env, await findBrowser());
  const server = await startServer({}, streamsPort);
  const visitor = await aVisitor("Reader");
  try {
    const space = await makeSpace(visitor, "Long room");
    const { idToken: token, uid } = await signIn(visitor.email);
    const api = callerOf(streamsPort, { uid, token });
    const post = () => api.post(`/api${space}/chat`, { text: `A line ${randomUUID()}` });
    for (let sent = 0; sent < messages; sent += atOnce)
      await Promise.all(Array.from({ length: atOnce }, post));
    const scrolled = await scrollUp(visitor);
    const [routes, own] = [await routeChanges(visitor, space), await ownPosts(visitor)];
    const burst = await duringBurst(visitor, () => post().then(() => true));
    const hour = await heapAfterMore(visitor, () => post().then(() => true));
    const throttled = await untilTyped(visitor, space);
    return {
      figures: [
        atMost(`rows in the page while ${messages} messages scroll by`, "rows", [scrolled], 100),
        atMost(`rows in the page at ${perSecond} messages/s`, "rows", [burst.rows], 100),
        atMost(`longest task at ${perSecond} messages/s`, "ms", [burst.longestMs], 50),
        atMost("heap after that by heap before", "", [burst.heap], 1.1),
        atMost(`heap after ${(hourMs * perSecond) / 1000} messages more by heap before`, "", [hour], 1.1),
        atMost("from a click on a page to that page", "ms", routes, 100),
        atMost("from Enter to one's own message", "ms", own, 34),
        atMost(
          "from navigation to a key in the composer, CPU/4 and 150 ms a round trip",
          "ms",
          throttled,
          2500,
        ),
      ],
      notes: ["Web: of a page that is looked at; reader, server and emulators share the machine."],
    };
  } finally {
    await visitor.close();
    await server.stop("SIGTERM");
  }
}

/** A figure with a bound of its own: its floor is 1. */
const atMost = (name: string, unit: string, ours: readonly number[], bound: number): Figure => ({
  ...{ name, unit, ours, floor: "no floor: the reach is the figure itself", reach: { atMost: bound } },
  floors: ours.map(() => 1),
});

/** The most rows that were there at once, until the first message is in sight. */
async function scrollUp({ page }: Visitor): Promise<number> {
  await page.reload();
  await page.locator(".message").first().waitFor();
  const watched = await watchPage(page);
  const list = page.locator(".messages");
  for (let still = 0; still < 20;) {
    const before = await list.evaluate("(one) => one.scrollHeight");
    await list.evaluate("(one) => { one.scrollTop = 0; }");
    await page.waitForTimeout(50);
    still = (await list.evaluate("(one) => one.scrollHeight")) === before ? still + 1 : 0;
  }
  return (await watched.end()).rows;
}

async function routeChanges({ page, open }: Visitor, space: string): Promise<number[]> {
  await open(`${space}/tools`);
  await page.locator(".rooms a", { hasText: "Members" }).waitFor();
  const took: number[] = [];
  const there = ["Members", "Calendar", "Documents", "Tools"];
  // Once to have the scripts, which no later visit fetches.
  for (let round = 0; round <= rounds; round++) {
    for (const name of there) {
      const ms: unknown = await page.evaluate(`new Promise((resolve) => {
        const link = [...document.querySelectorAll(".rooms a")].find((one) => one.textContent === "${name}");
        const begun = performance.now();
        const look = () => document.querySelector("main h2")?.textContent === "${name}"
          ? resolve(performance.now() - begun) : requestAnimationFrame(look);
        link.click();
        look();
      })`);
      if (round > 0) took.push(Number(ms));
    }
  }
  await open(`${space}/chat`);
  return took;
}

async function ownPosts(visitor: Visitor): Promise<number[]> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const text = randomUUID();
    await composerOf(visitor.page).fill(text);
    const ms: unknown = await visitor.page.evaluate(`new Promise((resolve) => {
      const begun = performance.now();
      const look = () => [...document.querySelectorAll(".message-text")].some((one) => one.textContent === "${text}")
        ? resolve(performance.now() - begun) : requestAnimationFrame(look);
      document.querySelector(".composer").requestSubmit();
      look();
    })`);
    took.push(Number(ms));
  }
  return took;
}

async function duringBurst({ profile, page }: Visitor, post: () => Promise<boolean>) {
  await say({ page }, "Now");
  const before = await heapOf(profile.context, page);
  const watched = await watchPage(page);
  await postAt(perSecond, burstMs, post);
  const seen = await watched.end();
  return { ...seen, heap: (await heapOf(profile.context, page)) / before };
}

/** Who has a chat open for hours holds no more of it in the end than in the beginning. */
async function heapAfterMore({ profile, page }: Visitor, post: () => Promise<boolean>): Promise<number> {
  const before = await heapOf(profile.context, page);
  await postAt(perSecond, hourMs, post);
  return (await heapOf(profile.context, page)) / before;
}

async function untilTyped({ profile, page }: Visitor, space: string): Promise<number[]> {
  const took: number[] = [];
  await slowDown(profile.context, page, { cpu: 4, roundTripMs: 150 });
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    await page.goto(address(`${space}/chat`), { waitUntil: "commit" });
    await composerOf(page).waitFor();
    await composerOf(page).press("x");
    took.push(performance.now() - begun);
  }
  return took;
}
