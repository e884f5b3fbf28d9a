import { expect } from "chai";
import fc from "fast-check";
import { aHead, anAppend } from "./heads.js";
import { statusOf } from "./statusOf.js";
import { decideAppend } from "../../../src/features/durableStreams/rules/append.js";
import { cursorAfter } from "../../../src/features/durableStreams/rules/cursor.js";
import { controlFrame, dataFrame } from "../../../src/features/durableStreams/rules/frames.js";
import { lineageOf, mostAncestors } from "../../../src/features/durableStreams/rules/lineage.js";
import { wantsTouch } from "../../../src/features/durableStreams/rules/lifetime.js";
import { channelIn, nameIn, nameInUrl, spaceOf } from "../../../src/features/durableStreams/rules/names.js";
import { offsetIn, offsetOf, positionOf } from "../../../src/features/durableStreams/rules/offset.js";
import { may } from "../../../src/features/durableStreams/rules/rights.js";
import { linkIn, signLink } from "../../../src/features/durableStreams/links.js";
import { Pace } from "../../../src/features/durableStreams/writing/pace.js";

describe("an append", () => {
  const produced = (epoch: number, seq: number) => ({ producer: { id: "p", epoch, seq } });
  const after = (...requests: object[]) =>
    requests
      .map((request) => anAppend(request))
      .reduce((head, request) => {
        const verdict = decideAppend(head, request, 0);
        return verdict.type === "refused" ? head : verdict.head;
      }, aHead());
  const outcome = (head: ReturnType<typeof aHead> | undefined, request: object, now = 0) => {
    const verdict = decideAppend(head, anAppend(request), now);
    return verdict.type === "refused" ? verdict.problem.status : verdict.type;
  };

  it("of a producer goes through once, in order, and not from an older epoch", () => {
    const head = after(produced(0, 0), produced(1, 0), produced(1, 1));
    expect(outcome(head, produced(1, 1))).to.equal("repeated");
    expect(outcome(head, produced(1, 2))).to.equal("appended");
    expect(outcome(head, produced(1, 3))).to.equal(409);
    expect(outcome(head, produced(0, 1))).to.equal(403);
    expect(outcome(head, produced(2, 1))).to.equal(400);
    expect(outcome(aHead(), produced(0, 1))).to.equal(409);
  });

  it("has a Stream-Seq above the one before, by bytes", () => {
    const head = after({ seq: "2" });
    expect(outcome(head, { seq: "10" })).to.equal(409);
    expect(outcome(head, { seq: "20" })).to.equal("appended");
  });

  it("to a closed stream is refused, but what closed it may be said again", () => {
    const head = after({ ...produced(0, 0), closes: true });
    expect(head.closed).to.equal(true);
    expect(outcome(head, produced(0, 0))).to.equal("repeated");
    expect(outcome(head, produced(0, 1))).to.equal(409);
    expect(outcome(head, { body: Buffer.alloc(0), closes: true })).to.equal("repeated");
    expect(outcome(head, { closes: true })).to.equal(409);
  });

  it("is refused for another type, for one who may not, and after the end", () => {
    expect(outcome(aHead(), { contentType: "text/html" })).to.equal(409);
    expect(outcome(aHead(), { contentType: "TEXT/Plain; charset=utf-8" })).to.equal("appended");
    expect(outcome(aHead(), { asker: { owner: "eve", isMember: false } })).to.equal(404);
    expect(outcome(aHead({ expiry: 10 }), {}, 10)).to.equal(404);
    expect(outcome(aHead({ expiry: 10, forks: 1 }), {}, 10)).to.equal(410);
    expect(outcome(undefined, {})).to.equal(404);
  });
});

describe("names", () => {
  it("are the path, with and without what stock clients put before it", () => {
    expect(nameIn("v1/stream/a/b")).to.equal("a/b");
    for (const url of ["/api/ds/a/b", "/ds/a/b", "/v1/stream/a/b", "/api/ds/v1/stream/a/b", "a/b"])
      expect(nameInUrl(url), url).to.equal("a/b");
    for (const path of ["a%2Fb", "v1%2Fstream%2fa/b", "%61/b"]) expect(nameIn(path), path).to.equal("a/b");
    expect(spaceOf("spaces/lobby/notes")).to.equal("lobby");
    for (const path of [
      "channels/spaces/lobby/chat",
      "channels%2Fspaces/lobby%2fchat",
      "v1/stream/channels/spaces/lobby/chat",
    ])
      expect(channelIn(path), path).to.equal("spaces/lobby/chat");
  });

  it("have no way out", () => {
    for (const path of [
      "a/../b",
      "..",
      ".",
      "a//b",
      "",
      "a/",
      "__ds/x",
      "a%2f..%2fb",
      "a%2f%2fb",
      "a%252fb",
      "%2e%2e/b",
      "a%00",
      "__ds%2fx",
      "spaces/__a__/notes",
      "spaces/a.b/notes",
      "a b",
      "ä",
      "a\n",
      "x".repeat(201),
    ])
      expect(
        statusOf(() => nameIn(path)),
        path,
      ).to.equal(400);
  });
});

describe("the lineage of a fork", () => {
  it("has the streams whose bytes it begins with, and no more than a reader can look through", () => {
    const forkOf = (source: ReturnType<typeof aHead>, until: number) =>
      aHead({ id: `${source.id}+`, lineage: lineageOf(source.id, source, until) });
    const [first, second] = [forkOf(aHead({ id: "a" }), 5), forkOf(forkOf(aHead({ id: "a" }), 5), 8)];
    expect(second.lineage.map(({ id, until }) => [id, until])).to.deep.equal([
      ["a", 5],
      ["a+", 8],
    ]);
    expect(forkOf(second, 3).lineage, "within what it inherits").to.deep.equal([
      { key: "a", id: "a", until: 3 },
    ]);
    let head = first;
    for (let until = 6; head.lineage.length < mostAncestors; until++) head = forkOf(head, until);
    expect(statusOf(() => forkOf(head, 1000))).to.equal(409);
    expect(forkOf(head, 3).lineage.length, "of which few are needed").to.equal(1);
  });
});

describe("offsets", () => {
  it("sort as their positions do, and are of one stream", () => {
    const tag = "0000000000000007";
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
        expect(offsetOf(tag, a) < offsetOf(tag, b)).to.equal(a < b);
        expect(positionOf(offsetIn(offsetOf(tag, a)), { tag, end: Infinity })).to.equal(a);
      }),
    );
    const foreign = offsetIn(offsetOf("0000000000000008", 1));
    expect(statusOf(() => positionOf(foreign, { tag, end: 10 }))).to.equal(400);
    expect(statusOf(() => positionOf(offsetIn(offsetOf(tag, 11)), { tag, end: 10 }))).to.equal(400);
    for (const text of ["", "0,1", "1 2", "-2", "../..", "0_0_0"])
      expect(statusOf(() => offsetIn(text))).to.equal(400);
  });

  it("have cursors beside them that never go back", () => {
    const now = Date.UTC(2026, 0, 1);
    const present = cursorAfter(undefined, now, () => 0);
    expect(cursorAfter("1", now, () => 0)).to.equal(present);
    for (const random of [0, 0.5, 0.999])
      expect(Number(cursorAfter(present, now, () => random))).to.be.above(Number(present));
  });
});

describe("events of a stream", () => {
  const text = { contentType: "text/plain", closed: false, end: 100 };

  it("carry text that cannot end them or begin another", () => {
    const payload = Buffer.from("a\r\n\r\nevent: control\rdata: {}\n\n x");
    expect(dataFrame(text, payload, 9)?.bytes.toString()).to.equal(
      "event: data\ndata:a\ndata:\ndata:event: control\ndata:data: {}\ndata:\ndata:  x\n\n",
    );
  });

  it("carry whole characters, and the rest when it has come", () => {
    const bytes = Buffer.from("a€");
    expect(dataFrame(text, bytes.subarray(0, 3), 3)).to.deep.equal(dataFrame(text, Buffer.from("a"), 1));
    expect(dataFrame(text, bytes.subarray(1, 3), 3)).to.equal(undefined);
    expect(dataFrame({ ...text, closed: true, end: 3 }, bytes.subarray(0, 3), 3)?.end).to.equal(3);
  });

  it("keep a line's end whole where more follows: of each half readers make one of its own", () => {
    const bytes = Buffer.from("a\r");
    expect(dataFrame(text, bytes, 2)).to.deep.equal(dataFrame(text, Buffer.from("a"), 1));
    expect(dataFrame({ ...text, end: 2 }, bytes, 2)?.end, "all there is").to.equal(2);
  });

  it("say when the stream is over, and then no cursor", () => {
    const said = { offset: "0_1", cursor: "5", isAtEnd: true };
    expect(controlFrame({ ...said, isOver: false }).toString()).to.include(
      '"streamCursor":"5","upToDate":true',
    );
    expect(controlFrame({ ...said, isOver: true }).toString()).to.not.include("streamCursor");
  });
});

describe("rights", () => {
  const own = { id: "s", owner: "ann" };

  it("are the owner's, the members' of a space, and those of a link", () => {
    expect(may({ owner: "ann", isMember: false }, "delete", own)).to.equal(true);
    expect(may({ owner: "bob", isMember: true }, "read", own)).to.equal(false);
    const shared = { ...own, spaceId: "lobby" };
    expect(may({ owner: "bob", isMember: true }, "write", shared)).to.equal(true);
    expect(may({ owner: "bob", isMember: true }, "delete", shared)).to.equal(false);
    expect(may({ owner: "ann", isMember: false }, "read", shared)).to.equal(false);
    const reader = { isMember: false, link: { streamId: "s", access: "read" as const } };
    expect(may(reader, "read", own)).to.equal(true);
    expect(may(reader, "write", own)).to.equal(false);
    expect(may({ ...reader, link: { streamId: "s", access: "write" } }, "delete", own)).to.equal(false);
    expect(may(reader, "read", { ...own, id: "other" })).to.equal(false);
    expect(may(reader, "read", shared), "its giver is no member any more").to.equal(false);
    expect(may({ ...reader, isMember: true }, "read", shared)).to.equal(true);
  });

  it("by a link hold until it expires, and only as it was signed", () => {
    const link = { streamId: "s", access: "read" as const, by: "ann", expiresAt: 10 };
    const token = signLink(link, "secret");
    expect(linkIn(token, "secret", 9)).to.deep.equal(link);
    expect(linkIn(token, "secret", 10)).to.equal(undefined);
    expect(linkIn(token, "another", 9)).to.equal(undefined);
    const forged = signLink({ ...link, access: "write" }, "another").split(".");
    expect(linkIn([...forged.slice(0, 2), token.split(".")[2]].join("."), "secret", 9)).to.equal(undefined);
    for (const text of ["", "dsl1", "dsl1..", `${token}.x`])
      expect(linkIn(text, "secret", 9)).to.equal(undefined);
  });
});

describe("commits of a stream", () => {
  /** When commits begin, if each takes 8 ms and an append comes as often as told. */
  const begun = (everyMs: number, forMs: number, awaited: boolean): number[] => {
    const pace = new Pace();
    const commits: number[] = [];
    let waiting: number[] = [];
    let [freeAt, sendsAt] = [0, 0];
    for (let now = 0; now < forMs; now++) {
      if (now >= sendsAt && (!awaited || (waiting.length === 0 && now >= freeAt))) {
        waiting.push(now);
        sendsAt = now + everyMs;
      }
      if (waiting.length === 0 || now < freeAt || now < pace.dueAt(waiting.at(-1) ?? 0)) continue;
      pace.commits(waiting.length, now);
      commits.push(now);
      [waiting, freeAt] = [[], now + 8];
    }
    return commits;
  };

  it("are less than five a second where appends come faster than they are awaited", () => {
    expect(begun(10, 10_000, false).length).to.be.below(50);
  });

  it("follow each other where each append is awaited", () => {
    expect(begun(10, 10_000, true).length).to.be.above(800);
  });

  it("are not made for reads alone: a use is noted once an eighth of the time to live is over", () => {
    expect(wantsTouch({ ttlSeconds: 8, touchedAt: 0 }, 999)).to.equal(false);
    expect(wantsTouch({ ttlSeconds: 8, touchedAt: 0 }, 1000)).to.equal(true);
    expect(wantsTouch({ touchedAt: 0 }, 1e9)).to.equal(false);
  });
});
