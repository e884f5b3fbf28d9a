import { JobAnswer, JobRunPage } from "@firecast/contract/jobs";
import { CalendarFeed } from "@firecast/contract/space/calendarFeeds";
import { Setup, SetupTemplates } from "@firecast/contract/space/setup";
import { Space } from "@firecast/contract/space/spaces";
import { InboxPage } from "@firecast/contract/notifications/notifications";
import { expect } from "chai";
import { z } from "zod";
import { startDemoFeed } from "../../../scripts/demo/demo-feed.mjs";
import { demoFeedPort } from "../../../scripts/project.mjs";
import { database } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { api, curlBlocks, listen, operatorToken, shell, terminal, tokenOf } from "./terminal.js";

const [, , , , arrange = "", seen = ""] = curlBlocks("README.md");

const Made = z.object({ id: z.string() });

/** The tests of the pages that say what happens by itself, and of issues. `asAlice` signs a script in. */
export function automationLines(asAlice: (script: string) => string): void {
  it("of README: a tool that asks every minute, a rule, a calendar feed, and what appears", async () => {
    const feed = await startDemoFeed(demoFeedPort);
    try {
      const stream = terminal(asAlice(listen));
      await stream.until("event: connected");
      const made = (await shell(asAlice(arrange))).split("\n");
      const [schedule, rule, calendar] = made.map(
        (line) => Made.safeParse(line && JSON.parse(line)).data?.id,
      );
      // Their time has come at once.
      const dueAt = new Date(0).toISOString();
      await database().doc(`schedules/${schedule}`).update({ dueAt });
      await database().doc(`spaces/lobby/automations/${rule}`).update({ dueAt });
      const runNow = (job: string) =>
        shell(`curl -s -X POST -H 'Authorization: Bearer firecast-demo-cron' ${api}/cron/${job}`);
      expect(JSON.parse(await runNow("tool-automations"))).to.have.nested.property("counts.fired", 1);
      await runNow("automations");
      await stream.until("Tea or coffee?");
      await stream.until("somebody will be with you soon.");
      stream.close();
      const signedIn = `API=${api} BOB='${await tokenOf("bob")}' OPERATOR='${await operatorToken()}'\n`;
      const look = async () => {
        const shown = await shell(`${signedIn}${seen.replace("\ncurl", "\necho\ncurl")}`);
        const [inbox, runs] = shown.split("\n").map((line): unknown => JSON.parse(line));
        return {
          inbox: InboxPage.parse(inbox).items.map(({ type, title }) => `${type} ${title}`),
          runs: JobRunPage.parse(runs).items.map(({ job, counts }) => `${job} ${counts["fired"]}`),
        };
      };
      const { inbox, runs } = await eventually(look, ({ inbox }) =>
        inbox.some((row) => row.startsWith("event_created")),
      );
      expect(inbox).to.include("automation The poll is waiting");
      expect(runs).to.include("tool-automations 1");
      const remove = [`automations/${rule}`, `calendars/${calendar}`].map(
        (path) => `curl -X DELETE -H "Authorization: Bearer $TOKEN" ${api}/spaces/lobby/${path}`,
      );
      await shell(asAlice(remove.join("\n")));
      const left = database().collection("spaces/lobby/calendar");
      await eventually(
        () => left.get(),
        ({ empty }) => empty,
      );
    } finally {
      await feed.stop();
    }
  });

  it("of docs/schedules.md: what a tool does every minute", async () => {
    const [greet = "", look = "", ...more] = curlBlocks("docs/schedules.md");
    expect(more).to.deep.equal([]);
    const [greeting, kept, gone] = (
      await shell(`${asAlice(greet)}\necho\n${look.replace("\ncurl", "\necho\ncurl")}`)
    ).split("\n");
    expect(JSON.parse(greeting ?? "")).to.include({ name: "Greeting", status: "active" });
    expect(JSON.parse(kept ?? "")).to.deep.equal({ items: [], nextCursor: null });
    expect(gone).to.equal("");
  });

  it("of docs/automations.md: a rule, what it would do, and what it has fired for", async () => {
    const [make = "", look = "", ...more] = curlBlocks("docs/automations.md");
    expect(more).to.deep.equal([]);
    const shown = await shell(asAlice(`${make}\necho\n${look}`));
    const [dry, firings] = shown.split("\n").map((line): unknown => JSON.parse(line));
    expect(dry).to.deep.include({ fires: true, authorId: "alice" });
    expect(dry).to.have.nested.property("actions[1].action.body", "Help!");
    expect(firings).to.have.property("items");
  });

  it("of docs/issues.md: from a report to the figures", async () => {
    const [map = "", flow = "", ...more] = curlBlocks("docs/issues.md");
    expect(more).to.deep.equal([]);
    const stream = terminal(asAlice(map));
    await stream.until("event: snapshot");
    const shown = await shell(asAlice(flow.replaceAll("\ncurl", "\necho\ncurl")));
    const [alerted, assigned, resolved, stats] = shown
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(alerted)
      .to.have.nested.property("events[0].channel")
      .that.matches(/^buildings\//);
    expect(assigned).to.include({ status: "assigned", assigneeId: "bob" });
    expect(resolved).to.include({ status: "resolved", resolution: "Oiled" });
    expect(stats).to.have.property("resolved").that.is.at.least(1);
    await stream.until("event: heatmap:updated");
    stream.close();
  });

  it("of docs/setup.md: a space that is set up", async () => {
    const [create = "", list = "", look = "", ...more] = curlBlocks("docs/setup.md");
    expect(more).to.deep.equal([]);
    const { id } = Space.parse(JSON.parse(await shell(asAlice(create))));
    const [api = ""] = create.split("\n");
    expect(SetupTemplates.parse(JSON.parse(await shell(asAlice(`${api}\n${list}`)))).items).not.to.deep.equal(
      [],
    );
    const setup = await eventually(
      async () => Setup.parse(JSON.parse(await shell(asAlice(`${api}\n${look.replace("<id>", id)}`)))),
      ({ status }) => status !== "running",
    );
    expect(setup).to.deep.include({ status: "completed", progress: 100 });
    expect(setup.steps.map(({ name, notes }) => [name, ...notes])).to.deep.equal([
      ["channels"],
      ["roles"],
      ["tools"],
      ["invites"],
      ["welcome"],
      ["notification"],
    ]);
  });

  it("of docs/calendar.md: a feed, what comes of it, and a change of it", async () => {
    const [listenToSpace = "", add = "", look = "", change = "", ...more] = curlBlocks("docs/calendar.md");
    expect(more).to.deep.equal([]);
    const feed = await startDemoFeed(demoFeedPort);
    try {
      const stream = terminal(asAlice(listenToSpace));
      await stream.until("event: connected");
      const [api = ""] = add.split("\n");
      const { id } = CalendarFeed.parse(JSON.parse(await shell(asAlice(add))));
      const synced = await stream.until('"status":"completed"');
      expect(synced.match(/^event: (calendar:|automation:datasource).*$/gm)).to.deep.equal([
        "event: automation:datasource_sync",
        ...Array<string>(14).fill("event: calendar:event:created"),
        "event: automation:datasource_sync",
      ]);
      const [bob, operator] = [await tokenOf("bob"), await operatorToken()];
      const asOthers = (script: string) => shell(`BOB='${bob}' OPERATOR='${operator}'\n${api}\n${script}`);
      expect(await asOthers(look))
        .to.include('"title":"Review"')
        .and.to.include('"counts"');
      const [ran, runs] = (await asOthers(change)).split("\n").map((line): unknown => JSON.parse(line));
      expect(JobAnswer.parse(ran)).to.have.nested.property("counts.updated", 10);
      expect(JobRunPage.parse(runs).items[0]).to.deep.include({ job: "sync-events", outcome: "completed" });
      await stream.until('"title":"Morning round"');
      stream.close();
      await shell(
        asAlice(`${api}\ncurl -X DELETE -H "Authorization: Bearer $TOKEN" $API/spaces/lobby/calendars/${id}`),
      );
      await eventually(
        () => asOthers(look),
        (shown) => shown.startsWith('{"items":[]'),
      );
    } finally {
      await feed.stop();
    }
  });
}
