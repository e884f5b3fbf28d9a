import { expect } from "chai";
import fc from "fast-check";
import { meantBy } from "../../../src/platform/http/callableData.js";

const long = "type.googleapis.com/google.protobuf.Int64Value";
const unsigned = "type.googleapis.com/google.protobuf.UInt64Value";

describe("what a callable was called with", () => {
  it("has the numbers that Swift and Kotlin send as objects, wherever they are", () => {
    const sent = {
      history: { "@type": long, value: "5" },
      body: { counts: [{ "@type": unsigned, value: "7" }, { below: { "@type": long, value: "-2" } }] },
    };
    expect(meantBy(sent)).to.deep.equal({ history: 5, body: { counts: [7, { below: -2 }] } });
    expect(meantBy({ "@type": long, value: "9" })).to.equal(9);
  });

  it("keeps what only looks like one, and what no number of ours can hold", () => {
    const kept = [
      { "@type": long, value: "5", more: 1 },
      { "@type": long, value: 5 },
      { "@type": long, value: "5x" },
      { "@type": long, value: "" },
      { "@type": long, value: "9223372036854775807" },
      { "@type": "another", value: "5" },
      { "@type": long },
    ];
    for (const data of kept) expect(meantBy({ data })).to.deep.equal({ data });
  });

  it("leaves out what is null beside other arguments, as SDKs send what was undefined, and no null within", () => {
    expect(meantBy({ cursor: null, body: { avatarUrl: null } })).to.deep.equal({ body: { avatarUrl: null } });
    expect([meantBy(null), meantBy([null])]).to.deep.equal([null, [null]]);
  });

  it("is else what was sent", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const sent: unknown = JSON.parse(JSON.stringify({ value: [value] }));
        expect(meantBy(sent)).to.deep.equal(sent);
      }),
    );
  });
});
