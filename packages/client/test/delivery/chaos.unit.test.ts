import { expect } from "chai";
import fc from "fast-check";
import type { RealtimeEvent, Subscription } from "../../src/index.js";
import { createTestRealtime, type TestPage } from "../../src/testing.js";
import { acts, cuts, type Step, stepOf } from "./chaosSteps.js";

const chat = "spaces/lobby/chat";
const typed = "chat:message:created";

/** How long a page takes to fetch what it shows, ms. */
const fetchMs = 700;

/**
 * Pages of one browser that follow a chat, over a network and beside servers of which all goes wrong. `history`: events that the
 * server keeps; who was away for longer is told of a loss.
 */
function aWorld(random: () => number, type: "sse" | "websocket", history: number) {
  const { browser, another, clock, server, realtime, page } = createTestRealtime(
    { type },
    { random, history },
  );
  /** How often a page was told of a loss. */
  let losses = 0;
  /** All that was ever said. */
  let said: readonly number[] = [];
  const say = (): void => void (said = [...said, server.publish(chat, typed).seq ?? 0]);
  interface Tab {
    page: TestPage;
    realtime: typeof realtime;
    subscription: Subscription;
    more: Subscription | undefined;
    flags: Record<string, boolean>;
    /** What its handler has made of the events, and where that began. */
    state: { from: number | undefined; seqs: number[] };
    /** A list that is fetched, and fetched again after a loss. */
    list: Set<number>;
  }
  let tabs: Tab[] = [];
  const open = (on: TestPage, client = another({ type }, on)): void => {
    const tab = {
      ...{ page: on, realtime: client, more: undefined, flags: {} },
      ...{ state: { from: undefined, seqs: [] }, list: new Set() },
    } as unknown as Tab;
    tab.subscription = client.subscribe(chat, ({ seq = 0 }: RealtimeEvent) => void tab.state.seqs.push(seq), {
      onStart: ({ start, head }) => {
        if (start === "reset") losses++;
        // A page that is told of a loss begins anew: what cannot be had again is never lost in silence.
        if (start !== "resumed") tab.state = { from: head, seqs: [] };
      },
      state: {
        name: "chat",
        save: () => structuredClone(tab.state),
        restore: (saved) => void (tab.state = structuredClone(saved) as Tab["state"]),
      },
    });
    client.subscribe(chat, ({ seq = 0 }: RealtimeEvent) => void tab.list.add(seq), {
      onStart: ({ start, head }) => {
        if (start === "live") tab.list = new Set(said.filter((seq) => seq <= (head ?? 0)));
      },
      refetch: async () => {
        const read = said;
        await new Promise<void>((resolve) => void on.env.after(fetchMs, resolve));
        tab.list = new Set(read);
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
    burst: () => void Array.from({ length: 7 }, say),
    drop: () => server.drop(),
    duplicate: () => server.duplicate(flipAll("duplicate")),
    delay: () => server.delay(flipAll("delay") ? 300 : 0),
    slow: () => server.slow(flipAll("slow") ? 900 : 0),
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
    "open without code": () => {
      if (tabs.length > 4) return;
      const on = browser.page();
      on.setLoading(false);
      open(on);
      const [tab] = tabs.slice(-1);
      if (tab) tab.flags["unloadable"] = true;
    },
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
    unloadable: (tab) => tab.page.setLoading(!flip(tab, "unloadable")),
    disable: (tab) => tab.realtime.setEnabled(!flip(tab, "disable")),
    more: (tab) => void (tab.more ??= tab.realtime.subscribe("global", () => undefined)),
    less: (tab) => {
      tab.more?.unsubscribe();
      tab.more = undefined;
    },
  };
  const well = (): void => {
    for (const name of ["duplicate", "delay", "slow", "down", "buffer", "stall", "sockets"])
      common[name] = false;
    server.duplicate(false);
    server.delay(0);
    server.slow(0);
    server.down(false);
    server.buffer(false);
    server.freeze(false);
    server.noSockets(false);
    for (const tab of tabs) {
      tab.flags = {};
      tab.page.freeze(false);
      tab.page.setLoading(true);
      tab.page.setOnline(true);
      tab.page.show();
      tab.realtime.setEnabled(true);
      tab.realtime.connect();
    }
  };
  return {
    step: async ({ act, pick, says, ms }: Step): Promise<void> => {
      ofServer[act]?.();
      if (act === "well") well();
      const tab = tabs[pick % Math.max(1, tabs.length)];
      if (tab) ofTab[act]?.(tab);
      for (let times = 0; times < says; times++) say();
      await clock.pass(ms);
    },
    /** All is well from now on, and for long enough. */
    heal: async (): Promise<void> => {
      well();
      for (let again = 0; again < 3; again++) {
        await clock.pass(60_000);
        // What was still to be refused may have been a token.
        for (const { realtime } of tabs) realtime.connect();
      }
      server.drop();
      say();
      await clock.pass(200_000); // nothing follows what was dropped: pings tell of it
    },
    close: () => tabs.forEach(({ realtime }) => realtime.close()),
    losses: () => losses,
    /** What each page has that is not what the server has said since it began. */
    wrong: () =>
      tabs.flatMap(({ state: { from = 0, seqs }, list, realtime }, at) => {
        const head = said.at(-1) ?? 0;
        const wanted = Array.from({ length: head - from }, (_, index) => from + 1 + index);
        const lacking = said.filter((seq) => !list.has(seq));
        const isWhole = JSON.stringify(seqs) === JSON.stringify(wanted);
        return isWhole && lacking.length === 0
          ? []
          : [{ at, from, head, seqs, lacking, state: realtime.state }];
      }),
  };
}

type World = ReturnType<typeof aWorld>;

/** `rules` look at a world in which all of that has happened, and which is well again. */
const always = (
  type: "sse" | "websocket",
  { acts, histories }: { acts: readonly string[]; histories: readonly number[] },
  rules: (world: World) => void,
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(
      fc.array(stepOf(acts), { minLength: 50, maxLength: 80 }),
      fc.nat(1000),
      fc.constantFrom(...histories),
      async (steps, seed, history) => {
        let state = seed;
        const world = aWorld(() => (state = (state * 1103 + 12_345) % 65_536) / 65_536, type, history);
        for (const one of steps) await world.step(one);
        await world.heal();
        world.close();
        rules(world);
      },
    ),
    {
      endOnFailure: true,
      numRuns: Number(process.env["CHAOS_RUNS"] ?? 40),
      seed: Number(process.env["CHAOS_SEED"] ?? 1),
    },
  );

describe("whatever happens to servers, network, tokens and tabs", () => {
  for (const type of ["sse", "websocket"] as const) {
    it(`each page's handler gets each event once, in order, or is told of a loss, over ${type}`, async function () {
      this.timeout(600_000);
      await always(type, { acts, histories: [10, 10_000] }, ({ wrong }) => {
        expect(wrong()).to.deep.equal([]);
      });
    });

    it(`no loss is told of what the server still has and can be asked for, over ${type}`, async function () {
      this.timeout(600_000);
      await always(type, { acts: cuts, histories: [10_000] }, ({ wrong, losses }) => {
        expect([wrong(), losses()]).to.deep.equal([[], 0]);
      });
    });
  }
});
