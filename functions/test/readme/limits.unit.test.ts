import { chatChannel } from "@firecast/contract/space/chat";
import { moduleRate } from "@firecast/contract/core/channelKind";
import { expect } from "chai";
import { maxSocketMessageBytes } from "@firecast/contract/sockets";
import { maxChannelsPerStream, maxChannelsPerTicket, maxEventBytes } from "@firecast/contract/realtime";
import { maxBodyBytes } from "../../src/platform/http/intake.js";
import { accountLimits, accountConcurrency, addressLimits } from "../../src/platform/http/limits/limits.js";
import { readSettings } from "../../src/platform/params.js";
import { messageLimit } from "../../src/realtime/sockets/messageRate.js";
import { proseOf } from "./pages.js";

const thousands = (figure: number): string => figure.toLocaleString("en");

describe("docs/streams.md: what it says of", () => {
  const text = proseOf("docs/streams.md");
  const { streamLifetimeMs, streamBytes, pingMs, streamsPerUser } = readSettings({
    GCLOUD_PROJECT: "demo-firecast",
  });
  const minutes = streamLifetimeMs / 60_000;
  const { reads, writes, opens, tickets, durable, bytes } = accountLimits;
  const rates = [reads, writes, opens, tickets].map(({ perSecond }) => perSecond);
  const mib = 1024 * 1024;
  const inWords = ["no", "one", "two", "three", "four", "five", "six"];
  const facts: Record<string, string> = {
    "what may be published": `${chatChannel.rate.user.perMinute} and ${thousands(chatChannel.rate.channel.perMinute)} in a chat, ${moduleRate.user.perMinute} and ${moduleRate.channel.perMinute} by default in a module's channel`,
    "an account's calls": `${reads.burst} reads, ${writes.burst} writes, ${opens.burst} opens and ${tickets.burst} tickets at once, then ${rates.slice(0, 3).join(", ")} and ${rates.at(-1)} a second`,
    "an account's calls of durable streams": `durable streams ${thousands(durable.burst)} and ${durable.perSecond}`,
    "an account's bytes": `${bytes.burst / mib} MiB of lists and replays, then ${bytes.perSecond / mib} MiB a second`,
    "an account's calls at the same time": `works on ${accountConcurrency.atOnce} calls of an account; the next ${accountConcurrency.waiting} wait`,
    "calls without an account": `${addressLimits.calls.burst} calls, then ${addressLimits.calls.perSecond} a second`,
    "the history of a channel": `(${chatChannel.history} for chat)`,
    "the size of an event and of a request": `Event data is at most ${maxEventBytes / 1024} KiB, a request ${maxBodyBytes / 1024} KiB.`,
    "channels per stream": `(at most ${maxChannelsPerStream}; the \`id\` covers all)`,
    "channels of a stream that a ticket opened": `Such a stream has at most ${maxChannelsPerTicket} channels.`,
    "a stream's life": `after ${Math.ceil(0.85 * minutes)} to ${minutes} minutes or ${streamBytes / 1e6} MB`,
    pings: `\`ping\` (every ${pingMs / 1000} s,`,
    "connections of a user": `A user has ${inWords[streamsPerUser]} connections at a time`,
  };
  for (const [title, fact] of Object.entries(facts)) {
    it(`${title}: ${fact}`, () => {
      expect(text).to.include(fact);
    });
  }
});

describe("docs/sockets.md: what it says of", () => {
  const text = proseOf("docs/sockets.md");
  const facts: Record<string, string> = {
    "channels of a connection": `A connection has at most ${maxChannelsPerStream}.`,
    "messages of a client": `sends ${messageLimit.burst} messages at once, then ${messageLimit.perSecond} a second`,
    "the size of a message": `a message over ${maxSocketMessageBytes / 1024} KiB`,
  };
  for (const [title, fact] of Object.entries(facts)) {
    it(`${title}: ${fact}`, () => {
      expect(text).to.include(fact);
    });
  }
});
