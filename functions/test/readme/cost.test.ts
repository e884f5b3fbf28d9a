import { expect } from "chai";
import { channelOf } from "@firecast/contract/core/channel";
import { chatChannel } from "@firecast/contract/space/chat";
import { counting } from "../support/counting.js";
import { standingClock } from "../support/setClock.js";
import { anInstance } from "../support/testInstance.js";
import { aConversation } from "../features/chat/conversation.js";
import { setupDocument } from "../../src/features/setup/paths.js";
import { setupIdOf } from "../../src/features/setup/store.js";
import { aNewSpace } from "../features/setup/setupBench.js";
import { database } from "../support/database.js";
import { proseOf } from "./pages.js";

const text = proseOf("docs/operations.md");

describe("docs/operations.md: what a message costs", function () {
  this.timeout(60_000);
  // What an instance remembers for a second or a minute it remembers for the whole test.
  const server = anInstance({ clock: standingClock() });

  it("1 commit of 3 writes and 1 delete, 2 Pub/Sub messages, no read", async () => {
    const { channel, owner, chat, id, say } = await aConversation(server());
    await fill(id);
    await say(owner, "what the instance remembers of the author, it knows now");
    const published = server().sent.length;
    const counted = counting();
    try {
      await say(owner, "counted");
      expect(counted()).to.deep.equal({ commits: 1, writes: 3, deletes: 1, reads: 0 });
      await owner.post(chat, { text: "keyed" }, { key: "first" });
      expect(counted()).to.deep.equal({ commits: 2, writes: 7, deletes: 2, reads: 0 });
    } finally {
      counted.stop();
    }
    expect(server().sent.length - published).to.equal(2); // of two messages; `relay` publishes each once more
    await server().instance.relay(await lastEventOf(channel));
    expect(server().sent.length - published).to.equal(3);

    expect(text).to.include(
      "A message costs: 1 commit of 3 writes (the event, a mark on the one before it, the message) and, once the " +
        "channel is full, 1 delete; 2 Pub/Sub messages, at once and by `relay`",
    );
    expect(text).to.include("1 write with an `Idempotency-Key`");
  });

  /** As many events as the channel keeps. */
  const fill = async (spaceId: string): Promise<void> => {
    const message = {
      id: "m",
      spaceId,
      seq: 1,
      authorId: "a",
      authorName: "A",
      text: "x",
      mentions: [],
      createdAt: "2026-03-01T12:00:00.000Z",
    };
    await server().instance.core.publisher.append({
      channel: channelOf(chatChannel, { spaceId }),
      events: Array.from({ length: chatChannel.history }, () => ({
        type: "chat:message:created" as const,
        data: message,
      })),
    });
  };

  const lastEventOf = async (channel: string) => {
    const { seq } = await server().instance.core.reader.head(channel);
    const [event] = await server().instance.core.reader.from(channel, seq, 1);
    return { document: `channels/x/events/${seq}`, data: { data: () => ({ ...event }) } };
  };
});

describe("docs/operations.md: what a space costs", function () {
  this.timeout(60_000);
  const server = anInstance({ clock: standingClock() });

  it("1 commit with its set-up, and 1 more where nothing is asked for; the job asks once where nothing is due", async () => {
    const { owner } = await aNewSpace(server());
    const counted = counting();
    const { id } = await aNewSpace(server(), undefined, owner);
    expect(counted()).to.deep.equal({ commits: 1, writes: 4, deletes: 0, reads: 1 });
    counted.stop();

    const document = await database()
      .doc(`spaces/${id}/setups/${setupIdOf(id)}`)
      .get();
    const begun = counting();
    await server().instance.created(setupDocument.template, {
      data: document,
      params: { spaceId: id, setupId: document.id },
      time: new Date().toISOString(),
    });
    expect(begun()).to.deep.equal({ commits: 1, writes: 4, deletes: 0, reads: 1 });
    begun.stop();
    const { body } = await owner.get(`/spaces/${id}/setup`);
    expect(body).to.deep.include({ status: "completed", progress: 100 });

    const works = server().instance.features.flatMap(({ jobs = [] }) => jobs);
    const run = { id: "r", slot: 0, missed: 0, signal: new AbortController().signal };
    const looked = counting();
    await works.find(({ job }) => job === "setup-orchestration")?.page(run, undefined);
    expect(looked()).to.deep.equal({ commits: 0, writes: 0, deletes: 0, reads: 1 });
    looked.stop();

    expect(text).to.include(
      "A new space costs 1 commit of 4 writes (its event, the space, its founder, its set-up), and 1 invocation of " +
        "`setupCreated` with 1 read and 1 commit of 4 writes where nothing is asked for",
    );
  });
});
