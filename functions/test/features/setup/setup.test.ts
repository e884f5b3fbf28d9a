import { expect } from "chai";
import { z } from "zod";
import { PipelineStatus } from "@firecast/contract/automation";
import { FeedList } from "@firecast/contract/space/calendarFeeds";
import { MessagePage } from "@firecast/contract/space/chat";
import { NamedMember } from "@firecast/contract/space/spaces";
import { ToolPage } from "@firecast/contract/tools";
import { leaseMs, maxAttempts } from "../../../src/features/setup/progress.js";
import { setupIdOf } from "../../../src/features/setup/store.js";
import { minutes } from "../../../src/platform/clock.js";
import type { SetupStep } from "../../../src/platform/setup/step.js";
import { hidden } from "../../support/caller.js";
import { database } from "../../support/database.js";
import { Follower } from "../../support/follower.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson, type Person } from "../people.js";
import { aNewSpace, aSignal, setupBench } from "./setupBench.js";

const feedUrl = "https://example.com/dead.ics";

describe("the set-up of a new space", function () {
  this.timeout(30_000);
  const server = anInstance();
  const storedAt = (id: string) => database().doc(`spaces/${id}/setups/${setupIdOf(id)}`);
  const aTool = async (owner: Person): Promise<string> =>
    z.object({ id: z.string() }).parse((await owner.post("/tools", { name: "Own" })).body).id;

  /** What is there of all that a set-up may make. */
  const found = async ({ path, owner, id }: { path: string; owner: Person; id: string }) => {
    const [tools, feeds, messages] = await Promise.all([
      owner.get(`/tools?spaceId=${id}`),
      owner.get(`${path}/calendars`),
      owner.get(`${path}/chat`),
    ]);
    return {
      tools: ToolPage.parse(tools.body)
        .items.map(({ name }) => name)
        .sort(),
      feeds: FeedList.parse(feeds.body).items.map(({ url }) => url),
      messages: MessagePage.parse(messages.body).items.map(({ text }) => text),
    };
  };

  /** The set-up's part of what a channel or a stream has told. */
  const told = (events: readonly { type: string; data: unknown }[]): string[] =>
    events.flatMap(({ type, data }) => {
      if (type !== "automation:pipeline_status") return [];
      const { stage, status, progress } = PipelineStatus.parse(data);
      return `${stage} ${status} ${progress}`;
    });
  const toldOf = async (id: string): Promise<string[]> => told(await server().events(`spaces/${id}`));

  const welcomeStep = (): SetupStep => {
    const steps = server().instance.features.flatMap(({ setupSteps = [] }) => setupSteps);
    const step = steps.find(({ name }) => name === "welcome");
    if (!step) throw new Error("This instance welcomes nobody.");
    return step;
  };

  it("does each step once, by twenty processes at once, and streams hear of them in order", async () => {
    const [owner, guest, stranger] = await Promise.all([
      aPerson(server()),
      aPerson(server()),
      aPerson(server()),
    ]);
    const [own, foreign] = await Promise.all([aTool(owner), aTool(stranger)]);
    const asked = {
      template: "team",
      tools: [own, foreign],
      calendar: { url: feedUrl },
      invites: [{ uid: guest.uid }, { uid: owner.uid }, { email: "nobody@example.com" }],
      welcome: "Hello all",
    };
    const space = await aNewSpace(server(), asked, owner);
    const { id, path, shown } = space;
    expect(await shown()).to.deep.include({ status: "running", progress: 0, createdBy: owner.uid });
    const follower = new Follower({
      url: () => `${server().url}/realtime/events?channels=spaces/${id}`,
      token: owner.user.idToken,
    });
    await follower.until(() => follower.cursor !== undefined);

    const { process } = setupBench(server());
    const ended = await Promise.all(Array.from({ length: 20 }, () => process()(id)));
    expect(ended.filter((end) => end === "completed")).to.have.length(1);
    expect(ended.filter((end) => end === "nothing")).to.have.length(19);

    await follower.until(() => told(follower.events).some((line) => line.endsWith("completed 100")));
    await follower.stop();
    expect(told(follower.events)).to.deep.equal([
      "channels running 0",
      "roles running 14",
      "tools running 28",
      "calendar running 42",
      "invites running 57",
      "welcome running 71",
      "notification running 85",
      "notification completed 100",
    ]);
    // A feed that the set-up adds tells of itself, when it is read: before or after the set-up's last event.
    const last = PipelineStatus.parse(
      follower.events.findLast(({ type }) => type === "automation:pipeline_status")?.data,
    );
    expect(last).to.deep.include({
      pipelineId: setupIdOf(id),
      message: `The space is set up, except for this: The tool ${foreign}: Not found`,
    });

    const { status, progress, steps } = await shown();
    expect({ status, progress }).to.deep.equal({ status: "completed", progress: 100 });
    expect(steps.flatMap(({ notes }) => notes)).to.deep.equal([`The tool ${foreign}: Not found`]);
    expect(await found(space)).to.deep.equal({
      tools: ["Agenda", "Own", "Poll"],
      feeds: [feedUrl],
      messages: ["Hello all"],
    });
    const invited = await guest.get(`${path}/members/${guest.uid}`);
    expect(NamedMember.parse(invited.body)).to.deep.include({ status: "invited", role: "member" });
    const stored = await storedAt(id).get();
    expect(JSON.stringify(stored.data())).to.not.include("nobody@example.com");
  });

  it("goes on where a process was killed, and nothing comes any more of one that was only slow", async () => {
    const space = await aNewSpace(server(), { template: "team", welcome: "Hello" });
    const { id, states } = space;
    const { clock, process } = setupBench(server());
    const [stalled, reached] = [aSignal(), aSignal()];
    const welcome = welcomeStep();
    const slow = process([
      {
        ...welcome,
        run: async (setup) => {
          reached.give();
          await stalled.given;
          await welcome.run?.(setup);
        },
      },
    ])(id);
    await reached.given;
    expect(await states()).to.deep.equal([
      "channels completed",
      "roles completed",
      "tools completed",
      "welcome running",
      "notification pending",
    ]);
    expect(await process()(id)).to.equal("nothing");
    clock.pass(leaseMs);
    expect(await process()(id)).to.equal("completed");
    stalled.give();
    expect(await slow).to.equal("nothing");
    expect(await found(space)).to.deep.equal({ tools: ["Agenda", "Poll"], feeds: [], messages: ["Hello"] });
    expect(await toldOf(id)).to.have.length(6);
  });

  it("that is cancelled in the middle is taken back, except for who has come", async () => {
    const [owner, guest, late] = await Promise.all([aPerson(server()), aPerson(server()), aPerson(server())]);
    const asked = {
      template: "team",
      tools: [await aTool(owner)],
      calendar: { url: feedUrl },
      invites: [{ uid: guest.uid }, { uid: late.uid }, { email: "a@example.com" }],
      welcome: "Hello",
    };
    const space = await aNewSpace(server(), asked, owner);
    const { id, path, shown, states } = space;
    const { process } = setupBench(server());
    const welcome = welcomeStep();
    const ended = await process([
      {
        ...welcome,
        run: async (setup) => {
          await welcome.run?.(setup);
          await guest.post(`${path}/join`);
          const answer = await owner.delete(`${path}/setup`, { key: "cancel" });
          expect(answer).to.deep.include({ status: 202 });
          expect(answer.body).to.deep.include({ status: "cancelling" });
          expect(await owner.delete(`${path}/setup`, { key: "cancel" })).to.deep.equal(answer);
        },
      },
    ])(id);
    expect(ended).to.equal("cancelled");
    expect((await shown()).status).to.equal("cancelled");
    expect(await states()).to.deep.equal([
      "channels completed",
      "roles completed",
      "tools undone",
      "calendar undone",
      "invites undone",
      "welcome undone",
      "notification skipped",
    ]);
    expect(await found(space)).to.deep.equal({ tools: [], feeds: [], messages: [""] });
    expect(NamedMember.parse((await guest.get(`${path}/members/${guest.uid}`)).body).status).to.equal(
      "active",
    );
    expect(await late.get(`${path}/members/${late.uid}`)).to.deep.equal(hidden);
    expect((await database().collection(`spaces/${id}/invites`).get()).size).to.equal(0);
    expect((await toldOf(id)).slice(-2)).to.deep.equal(["cancel running 71", "cancel failed 28"]);
    expect((await owner.delete(`${path}/setup`)).body).to.deep.include({ status: "cancelled" });
    expect((await owner.post(`${path}/setup/retry`)).status).to.equal(409);
    expect(await process()(id)).to.equal("nothing");
  });

  it("whose step fails again and again is set aside with an alert, and goes on when its owner retries it", async () => {
    const { id, path, owner, shown } = await aNewSpace(server(), { welcome: "Hello" });
    const { process, clock, alerts } = setupBench(server());
    const poison = process([{ ...welcomeStep(), run: () => Promise.reject(new Error("of ours")) }]);
    for (let attempt = 1; attempt < maxAttempts; attempt++) {
      expect(await poison(id)).to.equal("waiting");
      clock.pass(minutes(10));
    }
    expect((await shown()).steps[2]).to.deep.include({
      state: "running",
      reason: "Something failed on our side. It is tried again soon.",
    });
    expect(await poison(id)).to.equal("setAside");
    expect(await poison(id)).to.equal("nothing");
    expect(alerts).to.have.length(1);
    expect(await shown()).to.deep.include({ status: "failed" });
    expect((await owner.post(`${path}/setup/retry`)).body).to.deep.include({ status: "running" });
    // The function of its wake-up may have been faster.
    expect(await process()(id)).to.be.oneOf(["completed", "nothing"]);
  });

  it("of a space that is gone goes, too, and that of a user whose account ends", async () => {
    const { id, owner } = await aNewSpace(server(), { welcome: "Hello" });
    await database().doc(`spaces/${id}`).delete();
    expect(await setupBench(server()).process()(id)).to.equal("gone");
    expect((await database().collection(`spaces/${id}/setups`).get()).size).to.equal(0);
    const other = await aNewSpace(server(), undefined, owner);
    await server()
      .instance.features.find(({ name }) => name === "setup")
      ?.forgetUser?.(owner.uid);
    expect((await database().collection(`spaces/${other.id}/setups`).get()).size).to.equal(0);
    expect(await other.shown()).to.deep.include({ status: "completed", steps: [] });
  });

  it("is gone on with by the job when it is due", async () => {
    const { id, shown } = await aNewSpace(server(), { welcome: "Hello" });
    // Before those of other suites' spaces, which nobody sets up.
    await storedAt(id).update({ dueAt: 1 });
    const works = server().instance.features.flatMap(({ jobs = [] }) => jobs);
    const work = works.find(({ job }) => job === "setup-orchestration");
    const run = { id: "r", slot: 1, missed: 0, signal: new AbortController().signal };
    const due = (await work?.page(run, undefined))?.items.find((item) => item.id === id);
    expect(due && (await work?.act(due, run))).to.deep.equal({ completed: 1 });
    expect((await shown()).status).to.equal("completed");
  });
});
