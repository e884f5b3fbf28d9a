import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { expect } from "chai";
import { createElement, type ReactNode, StrictMode } from "react";
import { type CacheStrategy, RealtimeProvider, useSSE } from "@firecast/react";
import { useCacheStrategies } from "@firecast/react/query";
import { aRealtime } from "../../client/test/support/fakeRealtime.js";
import { withPage } from "./support/page.js";

const cacheStrategies: CacheStrategy[] = [
  { entity: "horses:created", updateType: "append", queryKey: ["horses"] },
  { entity: "horses:deleted", updateType: "remove", queryKey: ["horses"] },
];

function Hears({ children }: { children?: ReactNode }) {
  useSSE({ channels: ["horses"] });
  return children;
}

describe("a provider's cacheStrategies", () => {
  const { testing } = withPage();

  /** `queries`: where React Query's own provider stands. */
  function aPage(child: ReactNode = null, queries: "outside" | "inside" | "nowhere" = "outside") {
    const client = new QueryClient();
    client.setQueryData(["horses"], [{ id: "a" }]);
    const fake = aRealtime();
    const inQueries = (children: ReactNode) => createElement(QueryClientProvider, { client }, children);
    const live = (children: ReactNode) =>
      createElement(
        RealtimeProvider,
        { client: fake.realtime, config: { cacheStrategies } },
        createElement(Hears, null, children),
      );
    const tree = { outside: inQueries(live(child)), inside: live(inQueries(child)), nowhere: live(child) };
    const view = testing().render(createElement(StrictMode, null, tree[queries]));
    const cached = () => client.getQueryData<{ id: string }[]>(["horses"])?.map(({ id }) => id);
    const everything = () => [...fake.subscriptions].filter(({ channels }) => channels.includes("*"));
    return { ...fake, client, view, cached, everything };
  }

  it("change what React Query has cached by themselves, from the first event on", async () => {
    const page = aPage();
    page.tell("horses", "horses:created", { id: "b" });
    await testing().waitFor(() => expect(page.cached()).to.deep.equal(["a", "b"]));
    page.tell("horses", "horses:deleted", { id: "a" });
    expect(page.cached()).to.deep.equal(["b"]);
    page.view.unmount();
    expect(page.everything()).to.deep.equal([]);
    page.client.clear();
  });

  it("are those of the page's useCacheStrategies: each event is applied once, and its mutations show", async () => {
    let rename = (_: string): void => undefined;
    function Mutating() {
      const { mutation } = useCacheStrategies();
      const { onMutate } = mutation<string>({ queryKey: ["horses"], apply: (_, id) => [{ id }] });
      rename = (id) => void onMutate(id);
      return null;
    }
    const page = aPage(createElement(Mutating));
    await testing().waitFor(() => expect(page.everything()).to.have.length(1));
    await testing().act(() => Promise.resolve(rename("mine")));
    page.tell("horses", "horses:created", { id: "b" });
    expect(page.cached()).to.deep.equal(["mine"]);
    page.view.unmount();
    expect(page.everything()).to.deep.equal([]);
    page.client.clear();
  });

  it("do nothing where no client of React Query is around the provider", async () => {
    for (const place of ["inside", "nowhere"] as const) {
      const page = aPage(null, place);
      page.tell("horses", "horses:created", { id: "b" });
      await testing().waitFor(() => expect(page.everything()).to.deep.equal([]));
      expect(page.cached()).to.deep.equal(["a"]);
      page.view.unmount();
      page.client.clear();
    }
  });
});
