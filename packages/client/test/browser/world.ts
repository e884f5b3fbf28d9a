import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { openProfile, type Profile } from "../../../../functions/test/support/browser/profile.js";
import {
  type PageServer,
  pageOf,
  pageProgram,
  servePages,
} from "../../../../functions/test/support/browser/pageServer.js";
import type { Tab } from "../../../../functions/test/support/browser/tab.js";
import { eventually } from "../../../../functions/test/support/eventually.js";
import type { ServerProcess } from "../../../../functions/test/support/serverProcess.js";
import type { TestUser } from "../../../../functions/test/support/users.js";
import { channelOf, range, signal } from "../../../../functions/test/wire/signals.js";

/** A browser, the pages that it opens, and the server behind them. */
export interface World {
  readonly profile: Profile;
  readonly pages: PageServer;
  /** A tab that follows the user's own channel; resolves once it is open. */
  follow(user: TestUser, options?: object): Promise<Tab>;
  close(): Promise<void>;
}

export async function aWorld(server: Pick<ServerProcess, "baseUrl">, page = "page.ts"): Promise<World> {
  const [program, profile] = await Promise.all([pageProgram(new URL(page, import.meta.url)), openProfile()]);
  const pages = await servePages(pageOf(program), server.baseUrl);
  return {
    profile,
    pages,
    follow: async (user, options = {}) => {
      const tab = await profile.tab(pages.origin);
      await tab.call("open", channelOf(user), user.idToken, options);
      await reaches(tab, "open");
      return tab;
    },
    close: async () => {
      await profile.close();
      await pages.close();
    },
  };
}

export const reaches = (tab: Tab, state: string, withinMs?: number): Promise<unknown> =>
  eventually(
    () => tab.call("state"),
    (current) => current === state,
    withinMs,
  );

/** Streams that are open to the server. */
export const streams = ({ pages }: World): number =>
  pages.underWay.filter((path) => path.startsWith("/api/sse/stream")).length;

/** A signal about so often, until `stop`, which gives the number of the last one. */
export function talk(server: ServerProcess, user: TestUser, everyMs = 40): { stop(): Promise<number> } {
  let goesOn = true;
  const speak = async (): Promise<number> => {
    for (let last = 0; ; [last = 0] = await signal(server, user, "talk")) {
      if (!goesOn) return last;
      await delay(everyMs);
    }
  };
  const said = speak();
  return {
    stop: () => {
      goesOn = false;
      return said;
    },
  };
}

/** Resolves once each tab has heard so many events more than it has now. */
export async function hearsMore(tabs: readonly Tab[], count: number): Promise<void> {
  const heard = async (tab: Tab): Promise<number> => {
    const seqs = await tab.call("seqs");
    return Array.isArray(seqs) ? seqs.length : 0;
  };
  const more = tabs.map(async (tab) => {
    const before = await heard(tab);
    return eventually(
      () => heard(tab),
      (now) => now >= before + count,
    );
  });
  await Promise.all(more);
}

/** Every tab has had 1, 2, 3 … up to `last`: nothing is missing, nothing comes twice. */
export async function expectAll(tabs: readonly Tab[], last: number): Promise<void> {
  const all = range(1, last);
  for (const tab of tabs) {
    const isThere = (seqs: unknown): boolean => Array.isArray(seqs) && seqs.includes(last);
    expect(await eventually(() => tab.call("seqs"), isThere)).to.deep.equal(all);
  }
}

/** A tab has had every event since its first one, once and in order; up to `last`, if that is given. */
export async function expectSince(tab: Tab, last?: number): Promise<void> {
  const isThere = (seqs: unknown): boolean =>
    Array.isArray(seqs) && (last === undefined ? seqs.length > 0 : seqs.includes(last));
  const seqs = (await eventually(() => tab.call("seqs"), isThere)) as number[];
  expect(seqs).to.deep.equal(range(seqs[0] ?? 0, seqs.at(-1) ?? 0));
}
