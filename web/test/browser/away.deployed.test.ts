import { expect } from "chai";
import type { Page } from "playwright-core";
import { z } from "zod";
import { callerOf } from "../../../functions/test/support/caller.js";
import { eventually } from "../../../functions/test/support/eventually.js";
import { signIn } from "../../../functions/test/support/users.js";
import { at, hostingPort } from "../../../scripts/project.mjs";
import { aLine, type Line } from "./line.js";
import { shared } from "./suite.js";
import { join, makeSpace, saidTo, say, type Visitor } from "./visitor.js";

const tenMinutesMs = 600_000;

const isLive = (page: Page) => page.locator('.connection[data-state="open"]').waitFor();

/** All that a chat shows, in its order: a reader goes up to its beginning, and then down page by page. */
async function readAll({ page }: Visitor, first: string): Promise<string[]> {
  const look = async (script: string): Promise<unknown> =>
    page.evaluate(`(() => { const list = document.querySelector(".messages[role=region]"); ${script} })()`);
  await eventually(
    () => look(`list.scrollTop = 0; return list.querySelector(".message-text")?.textContent ?? ""`),
    (text) => text === first,
  );
  const said = new Map<number, string>();
  const Seen = z.object({ rows: z.array(z.tuple([z.number(), z.string()])), isEnd: z.boolean() });
  await eventually(
    async () => {
      const seen = Seen.parse(
        await look(`
          const rows = [...list.querySelectorAll(".messages-row")].flatMap((row) => {
            const text = row.querySelector(".message-text")?.textContent;
            return text === undefined ? [] : [[Number(row.dataset.index), text]];
          });
          const isEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 2;
          list.scrollTop += list.clientHeight / 2;
          return { rows, isEnd };`),
      );
      for (const [index, text] of seen.rows) said.set(index, text);
      return seen.isEnd;
    },
    (isEnd) => isEnd,
  );
  return [...said].sort(([a], [b]) => a - b).map(([, text]) => text);
}

describe("Who was ten minutes without a network comes back to all that was said", function () {
  this.timeout(300_000);
  let line: Line;
  const two = shared(async ({ visitor }) => {
    line = await aLine();
    const alice = await visitor("Alice");
    const bob = await visitor("Bob", { line, prepare: ({ context }) => context.clock.install() });
    const space = await makeSpace(alice, "Lighthouse");
    await join(bob, space);
    await isLive(bob.page);
    return { alice, bob, space };
  });
  after(() => line?.close());
  const said: string[] = [];

  const sayByTheWay = async (texts: readonly string[]): Promise<void> => {
    const { alice, space } = two();
    const api = callerOf(at(hostingPort), await signIn(alice.email));
    for (const text of texts) expect((await api.post(`/api${space}/chat`, { text })).status).to.equal(201);
  };

  /** Bob has written these and they wait. */
  const writeAway = async (texts: readonly string[]): Promise<void> => {
    const { bob } = two();
    for (const text of texts) {
      await say(bob, text);
      await bob.page.locator(".message.pending", { hasText: text }).waitFor();
    }
    await bob.page.getByText("waiting to be sent").waitFor(); // what he has read may wait, too
  };

  /** `last`: what others said last. */
  const isWhole = async (last: string): Promise<void> => {
    const { alice, bob } = two();
    for (const visitor of [alice, bob]) {
      await saidTo(visitor, last).last().waitFor();
      await saidTo(visitor, said.at(-1) ?? "")
        .last()
        .waitFor();
      await visitor.page.locator(".message.pending").first().waitFor({ state: "detached" });
      expect(await readAll(visitor, said[0] ?? "")).to.deep.equal(said);
    }
  };

  it("where the device knows it: Offline, what is written waits, and all is there afterwards, once and in order", async () => {
    const { alice, bob } = two();
    const { page, tab } = bob;
    await line.cut("refused");
    await tab.sayOffline(true);
    await page.getByRole("button", { name: /^Offline/ }).waitFor();
    await page.clock.fastForward(5000);
    await page.getByText("Connection lost.").waitFor();
    const own = ["The lamp is out", "I light it again", "It burns"];
    await writeAway(own);
    const ships = Array.from({ length: 30 }, (_, index) => `Ship ${index + 1}`);
    await sayByTheWay(ships);
    await page.clock.fastForward(tenMinutesMs);
    expect(await saidTo(bob, "Ship").count()).to.equal(0);
    expect(await saidTo(alice, "lamp").count()).to.equal(0);

    await line.restore();
    await tab.sayOffline(false);
    await isLive(page);
    await page.getByText("Connection lost.").waitFor({ state: "detached" });
    said.push(...ships, ...own);
    await isWhole("Ship 30");
  });

  it("where only nothing comes any more, and more was said than a channel keeps: the same", async () => {
    const { bob } = two();
    const { page } = bob;
    await line.cut("silent");
    await page.clock.fastForward(120_000);
    await page.getByText("Connection lost.").waitFor();
    const own = ["Fog", "More fog"];
    await writeAway(own);
    const boats = Array.from({ length: 210 }, (_, index) => `Boat ${index + 1}`);
    await sayByTheWay(boats);
    await page.clock.fastForward(tenMinutesMs);
    expect(await saidTo(bob, "Boat").count()).to.equal(0);

    await line.restore();
    await page.getByRole("button", { name: "Retry now" }).click();
    await isLive(page);
    await page.getByText("Connection lost.").waitFor({ state: "detached" });
    said.push(...boats, ...own);
    await isWhole("Boat 210");
  });
});
