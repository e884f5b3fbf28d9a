import { expect } from "chai";
import { notificationCategories, notificationTypes } from "@firecast/contract/notifications";
import { theTypes } from "../support/noticeTypes.js";
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
      Object.fromEntries(notificationTypes.map((type) => [type, theTypes.of(type).category])),
    );
    expect(written.map(([type]) => type)).to.have.members(notificationTypes);
    expect(proseOf(page)).to.include(`The ${theTypes.types.length} types (who is told)`);
  });
});

describe("the notification types that Firecast brings along", () => {
  it("are the 18 of the contract, each in the notices of the feature that causes it", () => {
    expect([...theTypes.Type.options].sort()).to.deep.equal([...notificationTypes].sort());
    expect(notificationTypes).to.have.lengthOf(18);
    expect([...theTypes.Category.options].sort()).to.deep.equal([...notificationCategories].sort());
  });

  it("are none that users cannot switch off but the alert, and wake phones only for what is urgent", () => {
    const all = notificationTypes.map((type) => theTypes.of(type));
    expect(all.filter(({ required }) => required).map(({ type }) => type)).to.deep.equal(["system_alert"]);
    expect(all.filter(({ urgency }) => urgency === "high").map(({ type }) => type)).to.deep.equal([
      "mention",
      "event_reminder",
      "system_alert",
    ]);
  });
});
