import { expect } from "chai";
import { anAppCheckStandIn, type Wanted, withVerifier } from "./standIn.js";

const encoded = (text: string): string => Buffer.from(text).toString("base64url");

describe("a token of App Check, as firebase-admin looks at it", () => {
  const standIn = anAppCheckStandIn();

  it("is good when it is signed with a key that the server has, for this project, and not over", async () => {
    await withVerifier(async (verify) => {
      expect(await verify(standIn().issue({ appId: "1:1:web:a" }), false)).to.include({ appId: "1:1:web:a" });
    });
  });

  it("is no good when anything of that is otherwise", async () => {
    const wanted: Wanted[] = [
      { ttlSeconds: -1 },
      { project: "of-another", claims: { aud: ["projects/1", "projects/of-another"] } },
      { claims: { aud: "projects/demo" } },
      { claims: { aud: null } },
      { claims: { iss: "https://other.example/" } },
      { claims: { iss: undefined } },
      { claims: { sub: "" } },
      { claims: { sub: 5 } },
      { header: { alg: "none" } },
      { header: { alg: "HS256" } },
      { header: { kid: "of-nothing" } },
      { header: { kid: 5 } },
      { header: { kid: "__proto__" } },
    ];
    await withVerifier(async (verify) => {
      for (const one of wanted)
        expect(await verify(standIn().issue(one), true), JSON.stringify(one)).to.equal(undefined);
    });
  });

  it("is no good when it is no token, whatever it is", async () => {
    const [header = "", payload = "", signature = ""] = standIn().issue().split(".");
    const texts = [
      "",
      ".",
      "..",
      "x",
      "x.y.z",
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `${header}.${payload}.${signature}x`,
      `${header}.${payload}.${signature}.${signature}`,
      `${header}.${payload.slice(0, -4)}.${signature}`,
      `${encoded("{")}.${payload}.${signature}`,
      `${encoded("null")}.${payload}.${signature}`,
      `${header}.${encoded("null")}.${signature}`,
      `${header}.${encoded("[]")}.${signature}`,
      `${header}.${encoded("5")}.${signature}`,
      `${encoded("[".repeat(5000))}.${payload}.${signature}`,
      "x".repeat(10_000),
      "\u0000\uffff.\u0000.\u0000",
    ];
    await withVerifier(async (verify) => {
      for (const text of texts) expect(await verify(text, true), text.slice(0, 80)).to.equal(undefined);
    });
  });

  it("without a key's id in it is held against all keys", async () => {
    await withVerifier(async (verify) => {
      const good = await verify(standIn().issue({ header: { kid: undefined } }), false);
      expect(good).to.have.property("appId");
    });
  });

  it("is known to have been consumed by the second who consumes it, and by none who does not", async () => {
    await withVerifier(async (verify) => {
      const token = standIn().issue();
      const consumed = async (consume: boolean) => (await verify(token, consume))?.alreadyConsumed;
      expect([
        await consumed(false),
        await consumed(true),
        await consumed(true),
        await consumed(false),
      ]).to.deep.equal([undefined, false, true, undefined]);
    });
  });

  it("is neither good nor bad where the keys cannot be fetched; the next request asks for them again", async () => {
    // Without a key's id firebase-admin asks twice.
    for (const [header, times] of [
      [{}, 1],
      [{ kid: undefined }, 2],
    ] as const) {
      await withVerifier(async (verify) => {
        const token = standIn().issue({ header });
        standIn().fail({ at: "keys", status: 500, times });
        expect(await verify(token, false).catch(() => "unknown")).to.equal("unknown");
        expect(await verify(token, false)).to.have.property("appId");
      });
    }
  });

  it("is neither good nor bad where Google does not say whether it was consumed", async () => {
    await withVerifier(async (verify) => {
      const token = standIn().issue();
      standIn().fail({ at: "replays", status: 403 });
      expect(await verify(token, true).catch(() => "unknown")).to.equal("unknown");
      expect(await verify(token, true)).to.include({ alreadyConsumed: false });
    });
  });

  it("costs one request for the keys, and none for a token that says of itself that it is no good", async () => {
    await withVerifier(async (verify) => {
      const before = standIn().asked().keys;
      expect(await verify(standIn().issue({ claims: { aud: [] } }), false)).to.equal(undefined);
      expect(standIn().asked().keys).to.equal(before);
      for (let turn = 0; turn < 3; turn++) await verify(standIn().issue(), false);
      expect(standIn().asked().keys).to.equal(before + 1);
    });
  });
});
