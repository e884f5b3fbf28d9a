import { expect } from "chai";
import fc from "fast-check";
import { catalogueOf, channelOf, isChannelName } from "../../src/core/channel.js";
import { channelKinds } from "../../src/channels.js";
import { chatChannel } from "../../src/space/chat.js";
import { Segment } from "../../src/core/ids.js";
import { globalChannel } from "../../src/system.js";
import { anyCharacter } from "../../../../functions/test/support/anyCharacter.js";

const catalogue = catalogueOf(channelKinds);
const segment = fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/).filter((text) => !/^__.*__$/.test(text));
const placeholders = /\{(\w+)\}/g;

/** Any channel of the catalogue, with any allowed ids. */
const anyChannel = fc
  .tuple(fc.constantFrom(...channelKinds), fc.array(segment, { minLength: 8, maxLength: 8 }))
  .map(([kind, values]) => {
    const names = [...kind.name.matchAll(placeholders)].map(([, name]) => name ?? "");
    const params = Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
    const name = kind.name.replace(placeholders, (_, param: string) => params[param] ?? "");
    return { kind, name, params };
  });

/** Names that a caller may try where a channel or an id is expected. */
export const hostileSegments = [
  "", " ", ".", "..", "a.b", "a/b", "a\\b", "%2f", "%00", "a%2Fb", "a\u0000", "a\n", "a\r\n", "\na", "a b", "a\tb",
  "__x__", "____", "__proto__", "__name__", "ä", "a\u0301", "á", "\u202eabc", "\ufeffa", "a\u2028", "\ud800", "😀",
  "a,b", "a:b", "a;b", "*", "$gt", "`a`", "a".repeat(129), "-".repeat(1500),
]; // prettier-ignore

describe("a channel's name", () => {
  it("is read back as what it was built from, for every kind", () => {
    fc.assert(
      fc.property(anyChannel, (channel) => {
        expect(catalogue.find(channel.name)).to.deep.equal(channel);
      }),
    );
  });

  it("belongs to one kind only", () => {
    const shapes = channelKinds.map((kind) => kind.name.replace(placeholders, "{}"));
    expect(new Set(shapes).size).to.equal(shapes.length);
  });

  it("is built with its ids in place of the placeholders", () => {
    expect(channelOf(chatChannel, { spaceId: "s1" })).to.deep.equal({
      kind: chatChannel,
      name: "spaces/s1/chat",
      params: { spaceId: "s1" },
    });
    expect(channelOf(globalChannel, {})).to.deep.equal({ kind: globalChannel, name: "global", params: {} });
  });

  for (const hostile of hostileSegments) {
    it(`cannot hold ${JSON.stringify(hostile.slice(0, 20))}`, () => {
      expect(Segment.safeParse(hostile).success).to.equal(false);
      expect(catalogue.find(`spaces/${hostile}/chat`)).to.equal(undefined);
      expect(() => channelOf(chatChannel, { spaceId: hostile })).to.throw(RangeError);
    });
  }

  it("is known in its exact form only", () => {
    const unknown = [
      "", "/", "Global", "global/", "/global", "global\n", "spaces", "spaces/s1/", "spaces//chat",
      "spaces/s1/chat/", "/spaces/s1/chat", "spaces/s1/chat/x", "spaces/s1/CHAT", "users/u1/x", "{spaceId}",
      "spaces/{spaceId}/chat", "constructor", "__proto__", "toString", "a/".repeat(200),
    ]; // prettier-ignore
    expect(unknown.filter((name) => catalogue.find(name) !== undefined)).to.deep.equal([]);
  });

  it("may be a short one, which means the caller's own, or another one", () => {
    const names = (name: string, uid?: string) => catalogue.resolve(name, uid)?.name;
    expect(catalogue.resolve("automation", "u1")).to.deep.include({
      name: "users/u1/automation",
      params: { uid: "u1" },
      alias: "automation",
    });
    expect(names("ai", "u1")).to.equal("users/u1/ai");
    expect(names("ai")).to.equal(undefined);
    expect(names("ai", "a/b")).to.equal(undefined);
    expect(names("users/u2/events", "u1")).to.equal("users/u2");
    expect(names("users/u2/automation", "u1")).to.equal("users/u2/automation");
    expect(catalogue.resolve("global", "u1")).to.not.have.property("alias");
    expect(names("nothing", "u1")).to.equal(undefined);
  });

  it("cannot be another kind's short name", () => {
    const kinds = [...channelKinds, { ...globalChannel, name: "other", aliases: ["ai"] }];
    expect(() => catalogueOf(kinds)).to.throw("same names");
  });

  it("is well-formed or not whether or not there is such a channel", () => {
    for (const name of ["global", "no/such", "a/b/c/d/e/f/g/h"]) expect(isChannelName(name)).to.equal(true);
    for (const name of ["", "a/", "/a", "a//b", "a.b", "__x__", "a/b/c/d/e/f/g/h/i", "ä"])
      expect(isChannelName(name)).to.equal(false);
  });

  it("of any text is read without a throw, and only if it builds again to the same", () => {
    const pieces = fc.constantFrom(
      "spaces",
      "users",
      "global",
      "chat",
      "events",
      "members",
      "/",
      "..",
      "s1",
      "__a__",
    );
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: anyCharacter }),
      fc.array(pieces).map((all) => all.join("/")),
    );
    fc.assert(
      fc.property(text, (name) => {
        const channel = catalogue.find(name);
        if (!channel) return;
        const rebuilt = channel.kind.name.replace(
          placeholders,
          (_, param: string) => channel.params[param] ?? "",
        );
        expect(rebuilt).to.equal(name);
        expect(Object.values(channel.params).every((value) => Segment.safeParse(value).success)).to.equal(
          true,
        );
      }),
    );
  });
});
