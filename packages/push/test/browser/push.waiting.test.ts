import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { toFcmMessage } from "../../../../functions/src/features/push/fcm/message.js";
import {
  type PageServer,
  pageOf,
  pageProgram,
  servePages,
} from "../../../../functions/test/support/browser/pageServer.js";
import { openProfile, type Profile } from "../../../../functions/test/support/browser/profile.js";
import {
  allowNotifications,
  type NotificationWatch,
  push,
  watchNotifications,
} from "../../../../functions/test/support/browser/push.js";
import type { Tab } from "../../../../functions/test/support/browser/tab.js";
import { eventually } from "../../../../functions/test/support/eventually.js";
import { pushFromFcm } from "@firecast/push";

/** What the backend sends for such a notification, as a browser gets it. */
const delivered = (id: string, actionUrl = "/spaces/lobby"): string => {
  const payload = {
    ...{ id, actionUrl, type: "mention", title: "Mia", body: "Hello", category: "chat" },
    urgency: "normal" as const,
    ...{ collapseKey: "lobby", count: 1, expiresAt: 60_000 },
  };
  const target = { kind: "token", value: "t", platform: "web" } as const;
  return pushFromFcm(toFcmMessage(payload, target, { badge: 2, now: 0 }));
};

/** Takes every device, as `PUT /api/devices/{deviceId}` of the backend does. */
async function anApi(): Promise<{ url: string; close(): void }> {
  const server = createServer((_, response) => void response.writeHead(201).end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

describe("a push in a browser", function () {
  this.timeout(60_000);
  let profile: Profile;
  let pages: PageServer;
  let tab: Tab;
  let api: Awaited<ReturnType<typeof anApi>>;
  let notifications: NotificationWatch;

  before(async () => {
    const [page, worker] = await Promise.all([
      pageProgram(new URL("page.ts", import.meta.url)),
      pageProgram(new URL("sw.ts", import.meta.url)),
    ]);
    profile = await openProfile();
    api = await anApi();
    pages = await servePages({ ...pageOf(page), "/sw.js": worker }, api.url);
    await allowNotifications(profile);
    tab = await profile.tab(pages.origin);
    const deviceId = await tab.call("start", "mia", "token");
    notifications = await watchNotifications(profile, tab);
    expect(await tab.call("enable", "mia")).to.equal("on");
    expect(pages.requests).to.deep.equal([`/api/devices/${String(deviceId)}`]);
  });

  after(async () => {
    await profile?.close();
    await pages?.close();
    api?.close();
  });

  it("goes to the page that is looked at, once", async () => {
    await push(profile, tab, delivered("n1"));
    await push(profile, tab, delivered("n1"));
    await eventually(
      () => tab.call("heard"),
      (heard) => JSON.stringify(heard).includes("n1"),
    );
    expect(await tab.call("heard")).to.deep.equal({ pushes: ["n1"], opened: [] });
    expect(await notifications.shown()).to.deep.equal([]);
  });

  it("is shown once where nobody looks, and a click leads there", async () => {
    await tab.setVisible(false);
    await push(profile, tab, delivered("n2"));
    await push(profile, tab, delivered("n2", "/spaces/lobby"));
    const [shown, ...others] = await eventually(
      () => notifications.shown(),
      ({ length }) => length > 0,
    );
    expect(others).to.deep.equal([]);
    expect(shown).to.deep.equal({
      title: "Mia",
      body: "Hello",
      tag: "lobby",
      data: { id: "n2", actionUrl: "/spaces/lobby" },
    });
    expect(await notifications.badges()).to.deep.equal([2, 2, 2, 2]);
    await notifications.click("lobby");
    expect(await notifications.opened()).to.deep.equal([{ how: "focus", url: `${pages.origin}/` }]);
    const heard = await eventually(
      () => tab.call("heard"),
      (heard) => JSON.stringify(heard).includes("/spaces/lobby"),
    );
    expect(heard).to.deep.equal({ pushes: ["n1"], opened: [`${pages.origin}/spaces/lobby`] });
  });
});
