import { expect } from "chai";
import { SubscribeCall } from "@firecast/contract/callables";
import { errorOf } from "../../src/platform/http/callable.js";
import { namesIn, rowsOf } from "./pages.js";

const page = "docs/callables.md";
/** Of the two rows that stand for several. */
const examples: Record<string, number> = { "another, below 500": 422, "500": 500 };

describe("docs/callables.md: what it says of", () => {
  for (const [status = "", code = ""] of rowsOf(page, "status")) {
    it(`a refusal with ${status}: ${code}`, () => {
      const given = examples[status] ?? Number(status);
      const error = errorOf({ type: "urn:firecast:problem:x", title: "A problem", status: given });
      expect(namesIn(code)).to.deep.equal([error.code]);
      expect(error.details).to.include({ status: given });
    });
  }

  it("the arguments of `subscribe`, and what they are by default", () => {
    const rows = rowsOf(page, "argument");
    expect(rows.map(([name = ""]) => namesIn(name)[0])).to.deep.equal(Object.keys(SubscribeCall.shape));
    const { history, snapshot } = SubscribeCall.parse({ channels: ["global"] });
    const shown = new Map(rows.map(([name = "", value = ""]) => [namesIn(name)[0], value]));
    expect(shown.get("history")).to.equal(String(history));
    expect(shown.get("snapshot")).to.equal(String(snapshot));
  });
});
