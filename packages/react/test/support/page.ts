import type * as Testing from "@testing-library/react";
import { createElement, type ReactNode, StrictMode } from "react";
import { RealtimeProvider } from "@firecast/react";
import type { aRealtime } from "../../../client/test/support/fakeRealtime.js";
import { openPage } from "./dom.js";

type Fake = ReturnType<typeof aRealtime>;

/** A page for the tests of a `describe`, in StrictMode. */
export function withPage() {
  let closePage: () => void;
  /** Loaded once there is a page: React looks for one when it is imported. */
  let testing: typeof Testing;

  before(async () => {
    closePage = openPage();
    testing = await import("@testing-library/react");
    testing.configure({ asyncUtilTimeout: 20_000 }); // a busy machine takes more than its second
  });
  afterEach(() => testing.cleanup());
  after(() => closePage());

  const within = (fake: Fake, config = {}) =>
    function Wrapper({ children }: { children?: ReactNode }) {
      return createElement(
        StrictMode,
        null,
        createElement(RealtimeProvider, { client: fake.realtime, config }, children),
      );
    };
  return {
    testing: () => testing,
    within,
    /** A hook's latest result, and how often it was rendered. */
    use: <T>(hook: () => T, fake: Fake, config = {}) => {
      let renders = 0;
      const counted = () => {
        renders++;
        return hook();
      };
      const rendered = testing.renderHook(counted, { wrapper: within(fake, config) });
      return { ...rendered, renders: () => renders };
    },
    /** Lets what waits for a frame be drawn. */
    drawn: () => testing.act(() => new Promise<void>((resolve) => setTimeout(resolve, 20))),
    doing: (act: () => void) => testing.act(() => Promise.resolve(act())),
  };
}
