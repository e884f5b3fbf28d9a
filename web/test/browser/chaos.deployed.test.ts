import { expect } from "chai";
import type { Page } from "playwright-core";
import { eventually } from "../../../functions/test/support/eventually.js";
import { type ServerProcess, startServer } from "../../../functions/test/support/serverProcess.js";
import { streamsPort } from "../../../scripts/project.mjs";
import { aVisitor, type Visitor } from "./visitor.js";

const names = ["sent", "seen", "missed", "doubled"] as const;

/** As the menu shows them. */
async function countsOf(page: Page) {
  const texts = await Promise.all(
    names.map((name) => page.locator(`[data-count="${name}"] dd`).textContent()),
  );
  const [sent = 0, seen = 0, missed = 0, doubled = 0] = texts.map(Number);
  return { sent, seen, missed, doubled };
}

describe("The chaos menu", function () {
  this.timeout(240_000);
  let streams: ServerProcess;
  let alice: Visitor;

  before(async () => {
    streams = await startServer({}, streamsPort);
    alice = await aVisitor("Alice");
  });

  after(async () => {
    await alice?.close();
    await streams?.stop("SIGTERM");
  });

  it("shows that nothing is missed and nothing comes twice, whatever becomes of the stream and its server", async () => {
    const { page } = alice;
    const untilSeen = (count: number) =>
      eventually(
        () => countsOf(page),
        ({ seen }) => seen >= count,
        60_000,
      );
    await page.getByRole("button", { name: "Live" }).click();
    await page.getByRole("button", { name: "Begin" }).click();
    const first = await untilSeen(2);
    await page.getByRole("button", { name: "Cut the stream" }).click();
    const second = await untilSeen(first.seen + 2);
    await page.getByRole("button", { name: "Expire the token" }).click();
    const third = await untilSeen(second.seen + 2);
    await page.getByRole("button", { name: "Lose a third" }).click();
    const fourth = await untilSeen(third.seen + 3);
    await page.getByRole("button", { name: "Lose a third" }).click();
    await streams.stop("SIGKILL");
    streams = await startServer({}, streamsPort);
    await untilSeen(fourth.seen + 3);
    const end = await eventually(
      () => countsOf(page),
      ({ sent, seen }) => sent === seen,
      60_000,
    );
    expect(end).to.deep.include({ missed: 0, doubled: 0 });
    expect(alice.problems).to.deep.equal([]);
  });
});
