import { expect } from "chai";
import { cuttableProxy } from "../../../functions/test/support/cuttableProxy.js";
import { type ServerProcess, startServer } from "../../../functions/test/support/serverProcess.js";
import { streamsPort, at } from "../../../scripts/project.mjs";
import { address, aVisitor, join, makeSpace, saidTo, say, type Visitor } from "./visitor.js";

/** Answered by the server whose database is cut off: the emulator's own functions have theirs. */
const apiAtStreams = ({ page }: Visitor) =>
  page.context().route(address("/api/**"), (route) => {
    const { pathname, search } = new URL(route.request().url());
    return route.continue({ url: `${at(streamsPort)}${pathname}${search}` });
  });

describe("A database that does not answer", function () {
  this.timeout(300_000);
  let database: Awaited<ReturnType<typeof cuttableProxy>>;
  let streams: ServerProcess;
  let alice: Visitor;
  let bob: Visitor;
  let space: string;

  before(async () => {
    database = await cuttableProxy(process.env["FIRESTORE_EMULATOR_HOST"] ?? "");
    streams = await startServer({ FIRESTORE_EMULATOR_HOST: database.address }, streamsPort);
    alice = await aVisitor("Alice");
    bob = await aVisitor("Bob");
    space = await makeSpace(alice, "Archive");
    await join(bob, space);
    for (const visitor of [alice, bob]) await apiAtStreams(visitor);
    await say(alice, "All is well");
    await saidTo(bob, "All is well").waitFor();
  });

  after(async () => {
    await Promise.all([alice?.close(), bob?.close()]);
    await streams?.stop("SIGTERM");
    await database?.close();
  });

  afterEach(() => expect([...alice.problems, ...bob.problems]).to.deep.equal([]));

  for (const how of ["refused", "silent"] as const)
    it(`${how}: what was read stays in sight, what is written waits, and is there once when it answers`, async () => {
      const text = `Written while the database was ${how}`;
      const more = `And this, ${how}`;
      await database.cut(how);
      await say(alice, text);
      await say(alice, more);
      for (const said of [text, more])
        await alice.page.locator(".message.pending", { hasText: said }).waitFor();
      await saidTo(alice, "All is well").waitFor();
      await bob.page.reload();
      await bob.page.getByRole("navigation").first().waitFor();

      await database.restore();
      for (const visitor of [alice, bob])
        for (const said of [text, more]) {
          await visitor.page.locator(".message:not(.pending)", { hasText: said }).waitFor();
          expect(await saidTo(visitor, said).count()).to.equal(1);
        }
      await alice.page.locator('.connection[data-state="open"]').waitFor();
      const order = await bob.page.locator(".message-text").allTextContents();
      expect(order.indexOf(text)).to.be.below(order.indexOf(more));
    });
});
