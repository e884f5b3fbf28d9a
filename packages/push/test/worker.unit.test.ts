import { expect } from "chai";
import { handleClick } from "../src/worker/handleClick.js";
import { handlePush } from "../src/worker/handlePush.js";
import { aScope } from "./fakes.js";

/** As FCM hands it to a browser. */
const aPush = ({ notification = {}, data = {} } = {}): string =>
  JSON.stringify({
    notification: { title: "Mia", body: "Hello", tag: "chat-1", renotify: true, ...notification },
    data: { id: "n1", type: "mention", actionUrl: "/spaces/lobby", unread: "3", ...data },
    fcmMessageId: "f1",
  });

describe("a push in the service worker", () => {
  it("is shown with its tag and badge where nobody looks at the app", async () => {
    const { scope, shown, badges, said } = aScope([{}]);
    await handlePush(scope, aPush(), { icon: "/icon.png" });
    expect(shown.map(({ close: _, ...facts }) => facts)).to.deep.equal([
      {
        title: "Mia",
        body: "Hello",
        tag: "chat-1",
        icon: "/icon.png",
        renotify: true,
        data: { id: "n1", actionUrl: "/spaces/lobby" },
      },
    ]);
    expect({ badges, said }).to.deep.equal({ badges: [3], said: [] });
  });

  it("that comes twice is one notification, which is heard once", async () => {
    const { scope, shown } = aScope();
    await handlePush(scope, aPush(), {});
    await handlePush(scope, aPush(), {});
    expect(shown.map(({ renotify }) => renotify)).to.deep.equal([false]);
  });

  it("replaces an older one of its tag, and is heard", async () => {
    const { scope, shown } = aScope();
    await handlePush(scope, aPush(), {});
    await handlePush(scope, aPush({ data: { id: "n2" } }), {});
    expect(shown.map(({ data, renotify }) => ({ data, renotify }))).to.deep.equal([
      { data: { id: "n2", actionUrl: "/spaces/lobby" }, renotify: true },
    ]);
  });

  it("goes to the page that is looked at, and is not shown beside it", async () => {
    const { scope, shown, said } = aScope([{ visibilityState: "visible" }, {}]);
    await handlePush(scope, aPush(), {});
    expect(shown).to.deep.equal([]);
    expect(said).to.have.length(1);
    expect(said[0]).to.deep.include({ type: "firecast:push" });
  });

  it("takes the badge away when all is read", async () => {
    const { scope, badges } = aScope();
    await handlePush(scope, aPush({ data: { unread: "0" } }), {});
    expect(badges).to.deep.equal([0]);
  });

  for (const text of ["", "no JSON", "null", "[]", '{"notification":{"title":"x"}}', '{"data":{"id":"n1"}}'])
    it(`that is none of ours shows nothing: ${text || "an empty one"}`, async () => {
      const { scope, shown } = aScope();
      await handlePush(scope, text, {});
      expect(shown).to.deep.equal([]);
    });
});

describe("a click on a notification", () => {
  const notification = (actionUrl: unknown) => ({ data: { id: "n1", actionUrl }, close: () => undefined });

  it("brings the focused page to the front, and tells it where to go", async () => {
    const { scope, said, opened } = aScope([{}, { visibilityState: "visible", focused: true }]);
    await handleClick(scope, notification("/spaces/lobby?message=1"));
    expect(said).to.deep.equal([
      "focus 1",
      { type: "firecast:open", url: "https://app.example/spaces/lobby?message=1" },
    ]);
    expect(opened).to.deep.equal([]);
  });

  const led = [
    ["/spaces/lobby", "https://app.example/spaces/lobby"],
    ["https://app.example/inbox", "https://app.example/inbox"],
    ["https://evil.example/inbox", "https://app.example/"],
    ["//evil.example", "https://app.example/"],
    ["/\\evil.example", "https://app.example/"],
    ["javascript:alert(1)", "https://app.example/"],
    ["https://app.example.evil.example/", "https://app.example/"],
    [undefined, "https://app.example/"],
  ] as const;
  for (const [actionUrl, url] of led)
    it(`opens ${url} for ${actionUrl ?? "nothing"}`, async () => {
      const { scope, opened } = aScope();
      await handleClick(scope, notification(actionUrl));
      expect(opened).to.deep.equal([url]);
    });
});
