import { expect } from "chai";
import fc from "fast-check";
import type { RealtimeEvent, Subscription } from "../../src/index.js";
import { createTestRealtime, type TestPage } from "../../src/testing.js";

const chat = "spaces/lobby/chat";
const typed = "chat:message:created";

const acts = [
  ...["burst", "drop", "drop", "duplicate", "delay", "cut", "end", "farewell"],
  ...["down", "buffer", "stall", "expire", "busy", "html", "unauthorised", "sockets"],
  ...["open", "open", "close", "crash", "reload", "freeze", "hide", "offline", "connect", "disconnect"],
  ...["disable", "more", "less"],
] as const;

const step = fc.record({
  act: fc.constantFrom(...acts),
  /** Which of the pages. */
  pick: fc.nat(20),
  /** Events that are published then. */
  says: fc.nat(2),
  /** Time that passes then, ms. */
  ms: fc.constantFrom(0, 0, 5, 50, 400, 1500, 6000, 31_000),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Pages of one browser that follow a chat, over a network and beside servers of which all goes wrong. */
function aWorld(random: () => number, type: "sse" | "websocket") {
  const { browser, another, clock, server, realtime, page } = createTestRealtime(
    { type },
    { random, history: 10_000 },
  );
  interface Tab {
    page: TestPage;
    realtime: typeof realtime;
    subscription: Subscription;
    more: Subscription | undefined;
    flags: Record<string, boolean>;
    /** What its handler has made of the events, and where that began. */
    state: { from: number | undefined; seqs: number[] };
  }
  let tabs: Tab[] = [];
  const open = (on: TestPage, client = another({ type }, on)): void => {
    const tab = {
      ...{ page: on, realtime: client, more: undefined, flags: {} },
      state: { from: undefined, seqs: [] },
    } as unknown as Tab;
    tab.subscription = client.subscribe(chat, ({ seq = 0 }: RealtimeEvent) => void tab.state.seqs.push(seq), {
      onStart: ({ start, head }) => {
        // A page that is told of a loss begins anew: what cannot be had again is never lost in silence.
        if (start !== "resumed") tab.state = { from: head, seqs: [] };
      },
      state: {
        name: "chat",
        save: () => structuredClone(tab.state),
        restore: (saved) => void (tab.state = structuredClone(saved) as Tab["state"]),
      },
    });
    tabs.push(tab);
  };
  open(page, realtime);
  const gone = (tab: Tab): void => void (tabs = tabs.filter((other) => other !== tab));
  const flip = (tab: Tab, name: string): boolean => (tab.flags[name] = !tab.flags[name]);
  const common: Record<string, boolean> = {};
  const flipAll = (name: string): boolean => (common[name] = !common[name]);
  const once = { times: 1, problem: null };
  const ofServer: Record<string, () => void> = {
    burst: () => void Array.from({ length: 7 }, () => server.publish(chat, typed)),
    drop: () => server.drop(),
    duplicate: () => server.duplicate(flipAll("duplicate")),
    delay: () => server.delay(flipAll("delay") ? 300 : 0),
    cut: () => server.cut(),
    end: () => server.end("lifetime", 700),
    farewell: () => server.end("token_expiring", 0),
    down: () => server.down(flipAll("down")),
    buffer: () => server.buffer(flipAll("buffer")),
    stall: () => server.freeze(flipAll("stall")),
    sockets: () => server.noSockets(flipAll("sockets")),
    expire: () => server.expire(),
    busy: () => server.refuse(503, { ...once, headers: { "Retry-After": "3" } }),
    html: () => server.refuse(502, once),
    unauthorised: () => server.refuse(401, { times: 1 }),
    open: () => void (tabs.length < 5 && open(browser.page())),
  };
  const ofTab: Record<string, (tab: Tab) => void> = {
    close: (tab) => {
      tab.realtime.close();
      gone(tab);
    },
    crash: (tab) => {
      tab.page.crash();
      gone(tab);
    },
    reload: (tab) => {
      if (tab.flags["freeze"]) return;
      gone(tab);
      open(tab.page.reload());
    },
    freeze: (tab) => tab.page.freeze(flip(tab, "freeze")),
    hide: (tab) => (flip(tab, "hide") ? tab.page.hide() : tab.page.show()),
    offline: (tab) => tab.page.setOnline(!flip(tab, "offline")),
    connect: (tab) => tab.realtime.connect(),
    disconnect: (tab) => tab.realtime.disconnect(),
    disable: (tab) => tab.realtime.setEnabled(!flip(tab, "disable")),
    more: (tab) => void (tab.more ??= tab.realtime.subscribe("global", () => undefined)),
    less: (tab) => {
      tab.more?.unsubscribe();
      tab.more = undefined;
    },
  };
  return {
    step: async ({ act, pick, says, ms }: Step): Promise<void> => {
      ofServer[act]?.();
      const tab = tabs[pick % Math.max(1, tabs.length)];
      if (tab) ofTab[act]?.(tab);
      for (let said = 0; said < says; said++) server.publish(chat, typed);
      await clock.pass(ms);
    },
    /** All is well from now on, and for long enough. */
    heal: async (): Promise<void> => {
      server.duplicate(false);
      server.delay(0);
      server.down(false);
      server.buffer(false);
      server.freeze(false);
      server.noSockets(false);
      for (const { page, realtime } of tabs) {
        page.freeze(false);
        page.setOnline(true);
        page.show();
        realtime.setEnabled(true);
        realtime.connect();
      }
      for (let again = 0; again < 3; again++) {
        await clock.pass(60_000);
        // What was still to be refused may have been a token.
        for (const { realtime } of tabs) realtime.connect();
      }
      server.publish(chat, typed);
      await clock.pass(200_000); // it may be the one that is dropped: pings tell of it
    },
    close: () => tabs.forEach(({ realtime }) => realtime.close()),
    /** What each page has that is not what the server has said since it began. */
    wrong: () =>
      tabs.flatMap(({ state: { from = 0, seqs }, realtime }, at) => {
        const head = server.log(chat).at(-1)?.seq ?? 0;
        const wanted = Array.from({ length: head - from }, (_, index) => from + 1 + index);
        const isWhole = JSON.stringify(seqs) === JSON.stringify(wanted);
        return isWhole ? [] : [{ at, from, head, seqs, state: realtime.state }];
      }),
  };
}

describe("whatever happens to servers, network, tokens and tabs", () => {
  for (const type of ["sse", "websocket"] as const)
    it(`each page's handler gets each event once, in order, or is told of a loss, over ${type}`, async function () {
      this.timeout(600_000);
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 50, maxLength: 80 }),
          fc.nat(1000),
          async (steps, seed) => {
            let state = seed;
            const world = aWorld(() => (state = (state * 1103 + 12_345) % 65_536) / 65_536, type);
            for (const one of steps) await world.step(one);
            await world.heal();
            const wrong = world.wrong();
            world.close();
            expect(wrong).to.deep.equal([]);
          },
        ),
        {
          endOnFailure: true,
          numRuns: Number(process.env["CHAOS_RUNS"] ?? 10),
          seed: Number(process.env["CHAOS_SEED"] ?? 1),
        },
      );
    });
});
