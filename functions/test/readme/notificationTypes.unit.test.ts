import { expect } from "chai";
import { notificationTypes } from "@firecast/contract/notifications";
import { registry, specOf } from "../../src/features/notifications/registry.js";
import { namesIn, proseOf, rowsOf } from "./pages.js";

const page = "docs/notifications.md";

describe(`${page}: the table of types`, () => {
  it("has each type, once, under its category", () => {
    const columns = ["spaces", "chat", "tools", "calendar", "account"];
    const written = rowsOf(page, "spaces").flatMap((cells) =>
      cells.flatMap((cell, column) =>
        namesIn(cell).map((type): [string, string | undefined] => [type, columns[column]]),
      ),
    );
    expect(Object.fromEntries(written)).to.deep.equal(
      Object.fromEntries(notificationTypes.map((type) => [type, specOf(type).category])),
    );
    expect(written.map(([type]) => type)).to.have.members(notificationTypes);
    expect(proseOf(page)).to.include(`The ${Object.keys(registry).length} types (who is told)`);
  });
});
