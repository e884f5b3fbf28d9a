import { expect } from "chai";
import { createElement, StrictMode, version } from "react";
import { renderToString } from "react-dom/server";
import {
  ConnectionMonitor,
  LiveBadge,
  RealtimeDebugPanel,
  RealtimeProvider,
  useRealtime,
  useRealtimeContext,
  useToolStateStream,
} from "@firecast/react";
import { aRealtime } from "../../client/test/support/fakeRealtime.js";
import { withPage } from "./support/page.js";
import { timersOf } from "./support/timers.js";

describe("a page's components", () => {
  const { testing, within, drawn, doing } = withPage();

  it("render on a server without a connection", () => {
    const fake = aRealtime();
    fake.become({ type: "open" });
    function Page() {
      const { lastEvent } = useRealtime();
      const { state } = useToolStateStream("poll");
      return createElement("p", null, JSON.stringify({ lastEvent, state }));
    }
    const html = renderToString(
      createElement(
        RealtimeProvider,
        { client: fake.realtime },
        createElement(Page),
        createElement(LiveBadge),
        createElement(ConnectionMonitor),
        createElement(RealtimeDebugPanel),
      ),
    );
    expect(html).to.equal(
      '<p>{&quot;state&quot;:{}}</p><span class="live-badge" role="status" data-state="idle">Idle</span>',
    );
    expect([fake.subscriptions.size, fake.requests.length]).to.deep.equal([0, 0]);
  });

  it("say that the connection is lost after 5 s, not before, and try again", async () => {
    const fake = aRealtime();
    fake.become({ type: "reconnecting", attempt: 1, retryAt: 0, cause: "network" });
    const render = () => testing().render(createElement(ConnectionMonitor), { wrapper: within(fake) });
    let view: ReturnType<typeof render> | undefined;
    const pass = await timersOf(5000, () => (view = render()));
    expect(view?.container.textContent).to.equal("");
    await doing(pass);
    expect(view?.container.textContent).to.equal("Connection lost Retry Now");
    const button = view?.getByText("Retry Now");
    if (button) testing().fireEvent.click(button);
    expect(fake.calls).to.include("connect");
    fake.become({ type: "open" });
    await drawn();
    expect(view?.container.textContent).to.equal("");
  });

  it("show figures to developers, and nothing of what events say", async () => {
    const fake = aRealtime();
    const view = testing().render(createElement(RealtimeDebugPanel), { wrapper: within(fake) });
    await drawn();
    expect(view.container.textContent).to.include("Latency12 ms").and.to.include("Reconnectslifetime 2");
  });

  it("make a provider's client once, and close it when the provider is gone", async () => {
    const fake = aRealtime();
    const made: unknown[] = [];
    const client = (config: unknown) => (made.push(config), fake.realtime);
    const page = createElement(
      StrictMode,
      null,
      createElement(RealtimeProvider, { client, config: { url: "/" } }),
    );
    const view = testing().render(page);
    view.rerender(page);
    const release = await timersOf(2500, view.unmount);
    // React 18 renders all twice from the beginning, and throws the first one away.
    expect(made).to.deep.equal(version.startsWith("18.") ? [{ url: "/" }, { url: "/" }] : [{ url: "/" }]);
    expect(fake.calls.includes("close")).to.equal(false);
    release();
    expect(fake.calls.includes("close")).to.equal(true);
  });

  it("make a client that works by itself, also where its methods are handed on", async () => {
    let context: ReturnType<typeof useRealtimeContext> | undefined;
    const Page = () => {
      context = useRealtimeContext();
      return null;
    };
    const config = { url: "https://app.example", getToken: () => null };
    const view = testing().render(createElement(RealtimeProvider, { config }, createElement(Page)));
    const { subscribe } = context ?? {};
    const subscription = subscribe?.("global", () => undefined);
    await drawn();
    expect(context?.state).to.deep.equal({ type: "suspended", reason: "auth" }); // no user is signed in
    subscription?.unsubscribe();
    const release = await timersOf(2500, view.unmount);
    release();
    expect(context?.realtime.state).to.deep.equal({ type: "closed" });
  });

  it("are of no use outside of a provider, and say so", () => {
    const error = console.error;
    console.error = () => undefined;
    try {
      expect(() => testing().renderHook(useRealtimeContext)).to.throw("Put a RealtimeProvider around");
    } finally {
      console.error = error;
    }
  });
});
