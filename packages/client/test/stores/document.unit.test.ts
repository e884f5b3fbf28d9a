import { expect } from "chai";
import { applyChange, changeAfter, type TextChange } from "@firecast/contract/textSteps";
import { documentOf } from "../../src/stores/documentOf.js";
import { writesOf } from "../../src/outbox/writes.js";
import { aRealtime } from "../support/fakeRealtime.js";

const channel = "documents/d1";

/** A document's server, and users who have it open. `conflict`: the next change is too old to be merged. */
function aServer(content: string) {
  const changes: TextChange[] = [];
  const users: ReturnType<typeof aRealtime>[] = [];
  let text = content;
  const server = {
    conflict: false,
    cursors: [] as unknown[],
    text: () => text,
    now: () => ({ id: "d1", title: "Plan", version: changes.length + 1, content: text }),
    write: (uid: string, baseVersion: number, steps: TextChange, key?: string) => {
      const ops = changes.slice(baseVersion - 1).reduce(changeAfter, steps);
      text = applyChange(text, ops) ?? text;
      changes.push(ops);
      const data = { documentId: "d1", userId: uid, version: changes.length + 1, ops, timestamp: "t" };
      for (const user of users)
        user.tell(channel, "document:content-change", data, {
          seq: changes.length,
          ...(key && { idempotencyKey: key }),
        });
    },
    tell: (type: string, data: object) => {
      for (const user of users) user.tell(channel, type, { documentId: "d1", timestamp: "t", ...data });
    },
    open: (uid: string) => {
      const fake = aRealtime((path, { method, body, headers } = {}) => {
        const given: unknown = typeof body === "string" ? JSON.parse(body) : undefined;
        if (path.endsWith("/cursor")) {
          server.cursors.push(method === "DELETE" ? "left" : given);
          return new Response(null, { status: 204 });
        }
        if (method === "GET") return server.now();
        if (server.conflict) {
          server.conflict = false;
          return Response.json({ title: "Conflict" }, { status: 409 });
        }
        const { baseVersion, ops } = given as { baseVersion: number; ops: TextChange };
        if (JSON.stringify(ops).includes("forbidden")) return Response.json({}, { status: 403 });
        server.write(uid, baseVersion, ops, new Headers(headers).get("Idempotency-Key") ?? undefined);
        return server.now();
      });
      fake.signIn(uid);
      users.push(fake);
      const document = documentOf(fake.realtime, "d1");
      return { fake, document, stop: document.start(), writes: writesOf(fake.realtime) };
    },
  };
  return server;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

describe("a document that is open", () => {
  const opened = async (server: ReturnType<typeof aServer>, uid = "alice") => {
    const one = server.open(uid);
    await until(() => one.document.get().isLoaded);
    return one;
  };

  it("shows what is written at once, and meets what others write meanwhile", async () => {
    const server = aServer("one two");
    const [alice, bob] = [await opened(server), await opened(server, "bob")];
    alice.document.setContent("one, two");
    bob.document.setContent("one two three");
    expect([alice, bob].map(({ document }) => document.get().content)).to.deep.equal([
      "one, two",
      "one two three",
    ]);
    expect(alice.document.get()).to.include({ title: "Plan", isSaving: true, version: 1 });
    await Promise.all([alice.document.flush(), bob.document.flush()]);
    for (const { document } of [alice, bob])
      expect(document.get()).to.include({ content: "one, two three", version: 3, isSaving: false });
  });

  it("folds what is written offline into one request, and sends it when the network is back", async () => {
    const server = aServer("one");
    const alice = await opened(server);
    alice.fake.become({ type: "suspended", reason: "offline" });
    for (const text of ["one t", "one tw", "one two"]) {
      alice.document.setContent(text);
      void alice.document.flush();
      await until(() => alice.writes.get().waiting.length === 1);
    }
    const said = () => alice.writes.get().waiting.map(({ body }) => body);
    await until(() => said()[0]?.includes(" two") ?? false);
    expect(said()).to.deep.equal(['{"baseVersion":1,"ops":[{"retain":3},{"insert":" two"}]}']);
    server.write("bob", 1, [{ insert: "> " }]);
    alice.fake.become({ type: "open" });
    await until(() => !alice.document.get().isSaving);
    expect([server.text(), alice.document.get().content]).to.deep.equal(["> one two", "> one two"]);
  });

  it("makes what cannot be merged to the present text, and takes back what is refused, with the reason", async () => {
    const server = aServer("one");
    const alice = await opened(server);
    server.conflict = true;
    alice.document.setContent("one two");
    await alice.document.flush();
    await until(() => server.text() === "one two");
    expect(alice.writes.get().failed).to.deep.equal([]);
    alice.document.setContent("one two forbidden");
    await alice.document.flush();
    expect(alice.document.get().content).to.equal("one two");
    expect(String(alice.document.get().error)).to.equal("RequestProblem: The server answered 403.");
    expect(alice.document.get().refused).to.equal(" forbidden");
  });

  it("sends what one request cannot take in several, each letter whole", async () => {
    const server = aServer("<>");
    const alice = await opened(server);
    const pasted = "x".repeat(9_999) + "\u{1f600}".repeat(20_000) + "y";
    alice.document.setContent(`<${pasted}>`, "<>", pasted.length + 1);
    await alice.document.flush();
    expect(server.text() === `<${pasted}>`).to.equal(true);
    expect(alice.document.get().content === server.text()).to.equal(true);
    const sent = alice.fake.requests.filter(({ method }) => method === "PATCH");
    expect(sent).to.have.length(6);
    for (const { body } of sent) expect(Buffer.byteLength(JSON.stringify(body))).to.be.below(60_000);
    expect(JSON.stringify(sent.map(({ body }) => body))).to.match(/^\P{Surrogate}*$/u);
    alice.document.setContent("half \ud83d letter");
    await alice.document.flush();
    expect(server.text()).to.equal("half \ufffd letter");
  });

  it("shows where others stand, moved along by what is written, until they leave", async () => {
    const server = aServer("one two");
    const { document } = await opened(server);
    server.tell("document:cursor-move", { userId: "bob", position: 7, selection: { start: 4, end: 7 } });
    server.tell("document:cursor-move", { userId: "eve", position: 0 });
    server.tell("document:cursor-move", { userId: "alice", position: 1 });
    document.moveCursor(3);
    document.setContent("> one two");
    expect(document.get().cursors).to.deep.equal({
      bob: { position: 9, selection: { start: 6, end: 9 } },
      eve: { position: 0 },
    });
    server.write("eve", 1, [{ insert: "1. " }]);
    expect(document.get()).to.deep.include({ content: "1. > one two", cursor: { position: 8 } });
    expect(document.get().cursors["eve"]).to.deep.equal({ position: 3 });
    server.tell("document:user-leave", { userId: "eve" });
    server.tell("presence:left", { uid: "bob" });
    expect(document.get().cursors).to.deep.equal({});
  });

  it("shows where others stand also where they have said so before the text is loaded", async () => {
    const server = aServer("Soup. ");
    const { document } = server.open("alice");
    server.tell("document:cursor-move", { userId: "bob", position: 6, version: 1 });
    await until(() => document.get().isLoaded);
    expect(document.get().cursors).to.deep.equal({ bob: { position: 6 } });
  });

  it("shows others behind what they have written, also beside what the user is just writing", async () => {
    const server = aServer("Soup. ");
    const { document } = await opened(server);
    document.setContent("Soup. B", undefined, 7);
    await document.flush();
    document.setContent("Soup. Br", undefined, 8);
    server.tell("document:cursor-move", { userId: "bob", position: 7, version: 2 });
    server.write("bob", 2, [{ retain: 7 }, { insert: "Cake" }]);
    expect(document.get()).to.deep.include({ content: "Soup. BrCake", cursors: { bob: { position: 12 } } });
  });

  it("takes nothing away of what others wrote while a field shows the text as it was before", async () => {
    const server = aServer("Soup. ");
    const { document } = await opened(server);
    const { content: shown } = document.get();
    server.write("bob", 1, [{ insert: "Today: " }, { retain: 6 }]);
    document.setContent("Soup. B", shown);
    expect(document.get().content).to.equal("Today: Soup. B");
    document.moveCursor(7, { start: 6, end: 7 }, "Soup. B");
    expect(document.get().cursor).to.deep.equal({ position: 14, selection: { start: 13, end: 14 } });
    document.change([{ retain: 7 }, { insert: "read" }], "Soup. B");
    await document.flush();
    expect([server.text(), document.get().content]).to.deep.equal(Array(2).fill("Today: Soup. Bread"));
  });

  it("tells where the user stands ten times a second at most, and that they have left", async () => {
    const server = aServer("one two");
    const { document, stop } = await opened(server);
    for (let at = 0; at < 7; at++) document.moveCursor(at);
    expect(server.cursors).to.deep.equal([{ position: 0, version: 1 }]);
    await until(() => server.cursors.length > 1);
    stop();
    await until(() => server.cursors.length > 2);
    expect(server.cursors).to.deep.equal([{ position: 0, version: 1 }, { position: 6, version: 1 }, "left"]);
  });
});
