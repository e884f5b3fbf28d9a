import { join } from "node:path";
import { expect } from "chai";
import type { Profile } from "../../../functions/test/support/browser/profile.js";
import { type ServerProcess, startServer } from "../../../functions/test/support/serverProcess.js";
import { root, socketsPort, streamsPort } from "../../../scripts/project.mjs";
import { aVisitor, join as joinSpace, makeSpace, type Visitor } from "./visitor.js";

interface Kit {
  readonly visitor: typeof aVisitor;
  /** The function `sockets`, beside `streams`. */
  sockets(): Promise<void>;
}

/**
 * What the tests of a suite share: `make` runs before the first of them, all is closed after the last. A page that throws, or that
 * its policy forbids something, fails the test.
 */
export function shared<World>(make: (kit: Kit) => Promise<World>): () => World {
  const visitors: Visitor[] = [];
  const servers: ServerProcess[] = [];
  let world: World | undefined;
  const kit: Kit = {
    visitor: async (...given) => {
      const visitor = await aVisitor(...given);
      visitors.push(visitor);
      return visitor;
    },
    sockets: async () => {
      servers.push(await startServer({}, socketsPort, "sockets"));
    },
  };
  before(async () => {
    servers.push(await startServer({}, streamsPort));
    world = await make(kit);
  });
  after(async () => {
    await Promise.all(visitors.map((visitor) => visitor.close()));
    await Promise.all(servers.map((server) => server.stop("SIGTERM")));
  });
  afterEach(async function () {
    const { title = "", state } = this.currentTest ?? {};
    if (state === "failed") await picture(visitors, title);
    expect(visitors.flatMap(({ problems }) => problems)).to.deep.equal([]);
  });
  return () => {
    if (world === undefined) throw new Error("It is made before the first test.");
    return world;
  };
}

/** What each of them saw when a test failed, in `.emulators/failed`. */
async function picture(visitors: readonly Visitor[], title: string): Promise<void> {
  for (const { name, page } of visitors) {
    const path = join(root, ".emulators", "failed", `${title.slice(0, 40)}, ${name}.png`);
    await page.screenshot({ path }).catch(() => undefined); // it may be closed
  }
}

/** A space that Alice has made and Bob has entered. */
export const twoInASpace = (name: string, prepareBob?: (profile: Profile) => Promise<void>) =>
  shared(async ({ visitor }) => {
    const alice = await visitor("Alice");
    const bob = await visitor("Bob", prepareBob ? { prepare: prepareBob } : {});
    const space = await makeSpace(alice, name);
    await joinSpace(bob, space);
    return { alice, bob, space };
  });
