import { chromium } from "playwright-core";
import { demoUsers } from "../demo/demo-users.mjs";
import { Problem } from "../problem.mjs";
import { at, hostingPort } from "../project.mjs";
import { findBrowser } from "../setup/browser.mjs";

const sizes = {
  wide: { width: 1200, height: 760 },
  narrow: { width: 360, height: 720 },
  huge: { width: 3840, height: 2160 },
};
/** The functions emulator is slow to begin. */
const withinMs = 60_000;

/** Takes pictures of the app as users see it. Each user signs in once for each theme and size. */
export async function openPhotographer() {
  const { BROWSER_PATH: path, BROWSER_LIBRARIES: libraries, BROWSER_MISSING: missing } = await findBrowser();
  if (!path) throw new Problem(missing);
  const browser = await chromium.launch({
    executablePath: path,
    args: ["--headless", "--no-sandbox", "--disable-dev-shm-usage", "--mute-audio"],
    env: { ...process.env, LANG: "en_US.UTF-8", ...(libraries && { LD_LIBRARY_PATH: libraries }) },
  });
  const pages = new Map();

  async function pageOf({ user, theme = "light", size = "wide" }) {
    const key = [user, theme, size].join();
    const known = pages.get(key);
    if (known) return known;
    const context = await browser.newContext({
      viewport: sizes[size],
      colorScheme: theme,
      locale: "en-US",
      reducedMotion: "reduce",
    });
    // A machine that has no network but its own takes itself for offline.
    await context.addInitScript('Object.defineProperty(Navigator.prototype, "onLine", { get: () => true })');
    const page = await context.newPage();
    page.setDefaultTimeout(withinMs);
    await page.goto(at(hostingPort));
    if (user) {
      const { displayName } = demoUsers.find(({ uid }) => uid === user);
      await page.getByRole("button", { name: new RegExp(displayName) }).click();
      await page.locator('.connection[data-state="open"]').waitFor();
    }
    pages.set(key, page);
    return page;
  }

  return {
    /** `until`: text that the page shows when it is whole. `act` is what the user does then. */
    async take({ path, until, act, ...who }, file) {
      const page = await pageOf(who);
      await page.goto(`${at(hostingPort)}${path}`);
      await page.getByText(until).first().waitFor();
      if (who.user) await page.locator('.connection[data-state="open"]').waitFor();
      await act?.(page);
      // What has just come in stands over the page for a while.
      for (const toast of await page.locator(".toast").all())
        await toast
          .getByRole("button", { name: "Close" })
          .click({ timeout: 2000 })
          .catch(() => undefined);
      await page.mouse.move(0, 0);
      await page.evaluate("document.fonts.ready.then(() => true)");
      await page.screenshot({ path: file, animations: "disabled" });
    },
    close: () => browser.close(),
  };
}
