import { expect } from "chai";
import { createElement, useState } from "react";
import { RealtimeError } from "@firecast/client";
import { useMessages, useSSE, useToolStateStream } from "@firecast/react";
import { aRealtime } from "../../client/test/support/fakeRealtime.js";
import { withPage } from "./support/page.js";

const error = new RealtimeError("refused", "spaces/lobby/chat cannot be read.");

/** A server that refuses all requests until it is told to let them in. */
function aClosedServer() {
  let isOpen = false;
  const fake = aRealtime((path) => {
    if (!isOpen) return Response.json({ title: "Not found" }, { status: 404 });
    return path.endsWith("/state") ? { version: 1, state: { a: 1 } } : { items: [], nextCursor: null };
  });
  return {
    fake,
    /** What the client tells of the channels that it may not read. */
    refuse: () => fake.subscriptions.forEach(({ options }) => options.onEnd?.(error)),
    letIn: () => void (isOpen = true),
  };
}

describe("what was refused", () => {
  const { testing, within, drawn, doing } = withPage();

  const pageOf = (fake: ReturnType<typeof aRealtime>, Shown: () => null) => {
    let show = (_: boolean): void => undefined;
    function Page() {
      const [isShown, setShown] = useState(true);
      show = setShown;
      return isShown ? createElement(Shown) : null;
    }
    testing().render(createElement(Page), { wrapper: within(fake) });
    return { show: (isShown: boolean) => doing(() => show(isShown)) };
  };

  it("comes back with the component that asks again, as soon as it is allowed", async () => {
    const server = aClosedServer();
    const seen: Record<string, unknown> = {};
    const page = pageOf(server.fake, () => {
      const { isLoaded, error } = useMessages("lobby");
      const tool = useToolStateStream("poll");
      seen["chat"] = [isLoaded, error === undefined];
      seen["tool"] = [tool.isLoaded, tool.error === undefined];
      seen["last"] = useSSE({ channels: ["horses"] }).lastEvent?.data;
      return null;
    });
    await drawn();
    await doing(server.refuse);
    await drawn();
    expect(seen).to.deep.equal({ chat: [false, false], tool: [false, false], last: undefined });
    await page.show(false);
    server.letIn();
    await page.show(true);
    await testing().waitFor(() => expect(seen["tool"]).to.deep.equal([true, true]));
    server.fake.tell("horses", "horses:created", 1);
    await testing().waitFor(() =>
      expect(seen).to.deep.equal({ chat: [true, true], tool: [true, true], last: 1 }),
    );
  });

  it("comes back in all components with one that asks for the same later", async () => {
    const server = aClosedServer();
    const loaded: boolean[] = [];
    const Shown = (at: number) => () => {
      loaded[at] = useMessages("lobby").isLoaded;
      return null;
    };
    const [Side, Main] = [Shown(0), Shown(1)];
    let open = (): void => undefined;
    function Page() {
      const [isOpen, setOpen] = useState(false);
      open = () => setOpen(true);
      return createElement("div", null, createElement(Side), isOpen && createElement(Main));
    }
    testing().render(createElement(Page), { wrapper: within(server.fake) });
    await drawn();
    await doing(server.refuse);
    server.letIn();
    await doing(() => open());
    await testing().waitFor(() => expect(loaded).to.deep.equal([true, true]));
  });
});
