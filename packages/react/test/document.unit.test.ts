import { expect } from "chai";
import { useDocument } from "@firecast/react";
import { aRealtime } from "../../client/test/support/fakeRealtime.js";
import { withPage } from "./support/page.js";

describe("a field over a document", () => {
  const { testing, use, doing } = withPage();

  it("keeps its caret behind what is typed in the middle of the text", async () => {
    const document = { id: "d1", title: "Plan", version: 1, content: "Soup later" };
    const onItsWay = new Promise<Response>(() => undefined);
    const fake = aRealtime((_, { method = "GET" } = {}) => (method === "GET" ? document : onItsWay));
    const { result } = use(() => useDocument("d1"), fake);
    await testing().waitFor(() => expect(result.current.isLoaded).to.equal(true));
    for (const [text, caret] of [
      ["Soup, later", 5],
      ["Soup,! later", 6],
    ] as const) {
      await doing(() => {
        const { setContent, moveCursor } = result.current;
        setContent(text);
        moveCursor(caret);
      });
      expect(result.current).to.deep.include({ content: text, cursor: { position: caret } });
    }
  });
});
