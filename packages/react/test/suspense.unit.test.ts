import { expect } from "chai";
import { Component, createElement, type ReactNode, StrictMode, Suspense } from "react";
import { renderToString } from "react-dom/server";
import { RealtimeProvider, useSuspenseMessages, useSuspensePresence } from "@firecast/react";
import { aRealtime } from "../../client/test/support/fakeRealtime.js";
import { withPage } from "./support/page.js";

const page = { items: [{ id: "m1", seq: 1, text: "hello" }], nextCursor: null };

function Chat() {
  const { messages } = useSuspenseMessages("lobby");
  return createElement("p", null, messages.map(({ text }) => text).join());
}

function Users() {
  return createElement("p", null, useSuspensePresence("spaces/lobby/chat").users.join());
}

class Boundary extends Component<{ children?: ReactNode }, { problem?: unknown }> {
  override state: { problem?: unknown } = {};
  static getDerivedStateFromError = (problem: unknown) => ({ problem });
  override render() {
    const { problem } = this.state;
    return problem instanceof Error ? `${problem.name}: ${problem.message}` : this.props.children;
  }
}

const within = (fake: ReturnType<typeof aRealtime>, ...children: ReactNode[]) =>
  createElement(
    StrictMode,
    null,
    createElement(
      RealtimeProvider,
      { client: fake.realtime },
      createElement(Suspense, { fallback: "loading" }, createElement(Boundary, null, ...children)),
    ),
  );

describe("what suspends", () => {
  const { testing, drawn } = withPage();

  it("shows the fallback until the first fetch has landed, once, and never again", async () => {
    let land = (_: unknown): void => undefined;
    const fake = aRealtime((path) =>
      path.includes("presence") ? { users: ["bob"] } : new Promise((resolve) => (land = resolve)),
    );
    const view = testing().render(within(fake, createElement(Chat), createElement(Users)));
    await drawn();
    expect(view.container.textContent).to.equal("loading");
    land(Response.json(page));
    await drawn();
    expect(view.container.textContent).to.equal("hellobob");
    const fetches = fake.requests.filter(({ path }) => path === "/api/spaces/lobby/chat").length;
    expect([fetches, fake.opened()]).to.deep.equal([1, 1]);
    const [{ options = {} } = {}] = fake.subscriptions;
    void options.refetch?.({ channel: "spaces/lobby/chat", start: "reset", head: 1 });
    await drawn();
    expect(view.container.textContent).to.equal("hellobob");
  });

  it("hands the reason of a failed first fetch to the boundary of errors, and begins anew with it", async () => {
    const { error } = console;
    console.error = () => undefined; // React tells of what a boundary has caught
    try {
      let isThere = false;
      const fake = aRealtime(() => (isThere ? page : Response.json({ title: "Not found" }, { status: 404 })));
      const view = testing().render(within(fake, createElement(Chat)));
      await drawn();
      await drawn();
      expect(view.container.textContent).to.equal("RequestProblem: The server answered 404.");
      view.rerender(null);
      isThere = true;
      view.rerender(within(fake, createElement(Chat)));
      await testing().waitFor(() => expect(view.container.textContent).to.equal("hello"));
    } finally {
      console.error = error;
    }
  });

  it("leaves it to the browser where pages are only rendered: the fallback stands there", () => {
    const fake = aRealtime();
    const before = globalThis.document;
    Reflect.deleteProperty(globalThis, "document");
    try {
      expect(renderToString(within(fake, createElement(Chat)))).to.include("loading");
      expect([fake.requests.length, fake.subscriptions.size]).to.deep.equal([0, 0]);
    } finally {
      globalThis.document = before;
    }
  });
});
