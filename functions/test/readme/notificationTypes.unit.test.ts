import { expect } from "chai";
import { notificationCategories, notificationTypes } from "@firecast/contract/notifications/notifications";
import { accounts } from "../../src/features/accounts/manifest.js";
import { calendar } from "../../src/features/calendar/manifest.js";
import { chat } from "../../src/features/chat/manifest.js";
import type { Manifest } from "../../src/features/feature.js";
import { spaces } from "../../src/features/spaces/manifest.js";
import { tools } from "../../src/features/tools/manifest.js";
import { noticeRegistry } from "../../src/platform/notices/noticeRegistry.js";
import { namesIn, proseOf, rowsOf } from "./pages.js";

const page = "docs/notifications.md";

/** Without those of `app/`: what a team adds is its own. */
const manifests: readonly Pick<Manifest, "noticeTypes">[] = [accounts, spaces, chat, tools, calendar];
const brought = noticeRegistry(manifests.flatMap(({ noticeTypes = [] }) => noticeTypes));

describe(`${page}: the table of types`, () => {
  it("has each type, once, under its category", () => {
    const columns = ["spaces", "chat", "tools", "calendar", "account"];
    const written = rowsOf(page, "spaces").flatMap((cells) =>
      cells.flatMap((cell, column) =>
        namesIn(cell).map((type): [string, string | undefined] => [type, columns[column]]),
      ),
    );
    expect(Object.fromEntries(written)).to.deep.equal(
      Object.fromEntries(notificationTypes.map((type) => [type, brought.of(type).category])),
    );
    expect(written.map(([type]) => type)).to.have.members(notificationTypes);
    expect(proseOf(page)).to.include(`The ${brought.types.length} types (who is told)`);
  });
});

describe("the notification types that Firecast brings along", () => {
  it("are the 18 of the contract, each in the notices of the feature that causes it", () => {
    expect([...brought.Type.options].sort()).to.deep.equal([...notificationTypes].sort());
    expect(notificationTypes).to.have.lengthOf(18);
    expect([...brought.Category.options].sort()).to.deep.equal([...notificationCategories].sort());
  });

  it("are none that users cannot switch off but the alert, and wake phones only for what is urgent", () => {
    const all = notificationTypes.map((type) => brought.of(type));
    expect(all.filter(({ required }) => required).map(({ type }) => type)).to.deep.equal(["system_alert"]);
    expect(all.filter(({ urgency }) => urgency === "high").map(({ type }) => type)).to.deep.equal([
      "mention",
      "event_reminder",
      "system_alert",
    ]);
  });
});
