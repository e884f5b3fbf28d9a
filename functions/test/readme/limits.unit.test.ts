import { chatChannel } from "@firecast/contract/chat";
import { expect } from "chai";
import { maxChannelsPerStream, maxEventBytes } from "@firecast/contract/realtime";
import { registry, specOf } from "../../src/features/notifications/registry.js";
import { notificationTypes } from "@firecast/contract/notifications";
import { maxBodyBytes } from "../../src/platform/http/intake.js";
import { accountLimits, accountConcurrency, addressLimits } from "../../src/platform/http/limits.js";
import { readSettings } from "../../src/platform/params.js";
import { namesIn, readme, rowsOf } from "./tables.js";

const text = readme.replace(/\s+/g, " ");

describe("README: what it says of", () => {
  it("notification types: each one, under its category", () => {
    const columns = ["spaces", "chat", "tools", "calendar", "account"];
    const written = rowsOf("spaces").flatMap((cells) =>
      cells.flatMap((cell, column) =>
        namesIn(cell).map((type): [string, string | undefined] => [type, columns[column]]),
      ),
    );
    expect(Object.fromEntries(written)).to.deep.equal(
      Object.fromEntries(notificationTypes.map((type) => [type, specOf(type).category])),
    );
    expect(text).to.include(`The ${Object.keys(registry).length} types (who is told):`);
  });

  const { streamLifetimeMs, streamBytes } = readSettings({ GCLOUD_PROJECT: "demo-firecast" });
  const minutes = streamLifetimeMs / 60_000;
  const { reads, writes, opens, tickets, bytes } = accountLimits;
  const rates = [reads, writes, opens, tickets].map(({ perSecond }) => perSecond);
  const mib = 1024 * 1024;
  const facts: Record<string, string> = {
    "an account's calls": `${reads.burst} reads, ${writes.burst} writes, ${opens.burst} opens and ${tickets.burst} tickets at once, then ${rates.slice(0, 3).join(", ")} and ${rates.at(-1)} a second`,
    "an account's bytes": `${bytes.burst / mib} MiB of lists and replays, then ${bytes.perSecond / mib} MiB a second`,
    "an account's calls at the same time": `works on ${accountConcurrency.atOnce} calls of an account; the next ${accountConcurrency.waiting} wait`,
    "calls without an account": `${addressLimits.calls.burst} calls, then ${addressLimits.calls.perSecond} a second`,
    "the history of a channel": `(${chatChannel.history} for chat)`,
    "the size of an event and of a request": `Event data is at most ${maxEventBytes / 1024} KiB, a request ${maxBodyBytes / 1024} KiB.`,
    "channels per stream": `(at most ${maxChannelsPerStream}; the \`id\` covers all)`,
    "a stream's life": `after ${Math.ceil(0.85 * minutes)} to ${minutes} minutes or ${streamBytes / 1e6} MB`,
  };
  for (const [title, fact] of Object.entries(facts)) {
    it(`${title}: ${fact}`, () => {
      expect(text).to.include(fact);
    });
  }
});
