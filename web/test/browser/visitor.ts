import { setTimeout as delay } from "node:timers/promises";
import type { Locator, Page } from "playwright-core";
import { openProfile, type Profile } from "../../../functions/test/support/browser/profile.js";
import type { Tab } from "../../../functions/test/support/browser/tab.js";
import { auth, type Claims } from "../../../functions/test/support/users.js";
import { at, hostingPort } from "../../../scripts/project.mjs";
import type { Line } from "./line.js";

/** A user of the app, in a browser of their own: a tab that another one covers draws no frames. */
export interface Visitor {
  readonly name: string;
  readonly email: string;
  readonly profile: Profile;
  readonly page: Page;
  readonly tab: Tab;
  /** What pages threw, and what their policy forbade. A test expects none. */
  readonly problems: readonly string[];
  open(path: string): Promise<void>;
  close(): Promise<void>;
}

/** The functions emulator answers slowly where it has to start a process first. */
const withinMs = 60_000;

export const address = (path: string): string => `${at(hostingPort)}${path}`;

interface VisitorOptions {
  /** What the browser is told before it opens the app. */
  readonly prepare?: (profile: Profile) => Promise<void>;
  /** Of an account that is there already; else the user makes one. */
  readonly claims?: Claims;
  /** What their browser reaches the app's servers by. */
  readonly line?: Line;
}

const password = "a secret of hers";

/** Signs in a new user and waits for the app to begin. */
export async function aVisitor(
  name: string,
  { prepare = () => Promise.resolve(), claims, line }: VisitorOptions = {},
): Promise<Visitor> {
  const profile = await openProfile(line);
  try {
    await prepare(profile);
    const tab = await profile.tab(address("/"));
    const { page } = tab;
    page.setDefaultTimeout(withinMs);
    page.setDefaultNavigationTimeout(withinMs);
    const problems: string[] = [];
    page.on("pageerror", ({ message }) => problems.push(message));
    page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) problems.push(message.text());
    });
    const email = `visitor-${crypto.randomUUID()}@example.com`;
    if (claims) await haveAccount(name, email, claims);
    await (claims ? signIn(page, email) : signUp(page, name, email));
    await page.getByRole("heading", { name: "You are in no space yet" }).waitFor();
    return {
      name,
      email,
      profile,
      page,
      tab,
      problems,
      open: async (path) => {
        await page.goto(address(path));
      },
      close: () => profile.close(),
    };
  } catch (error) {
    await profile.close();
    throw error;
  }
}

async function haveAccount(displayName: string, email: string, claims: Claims): Promise<void> {
  const { uid } = await auth().createUser({ displayName, email, password });
  await auth().setCustomUserClaims(uid, claims);
}

async function signUp(page: Page, name: string, email: string): Promise<void> {
  await page.getByText("With an e-mail address").click();
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create an account" }).click();
}

/** With the account of a visitor, in another window of theirs. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByText("With an e-mail address").click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Makes a space that everybody may join. Returns its path. */
export async function makeSpace({ page }: Visitor, name: string): Promise<string> {
  await page.getByRole("main").getByRole("button", { name: "New space" }).click();
  await page.getByLabel("What is it called?").fill(name);
  await page.getByLabel("Everybody who knows it may join").check();
  await page.getByRole("dialog").getByRole("button", { name: "New space" }).click();
  await page.getByRole("heading", { name }).waitFor();
  await page.waitForURL(/\/chat$/);
  return new URL(page.url()).pathname.replace(/\/chat$/, "");
}

/** Enters an open space and waits for its chat. */
export async function join({ page, open }: Visitor, spacePath: string): Promise<void> {
  await open(`${spacePath}/chat`);
  await page.getByRole("button", { name: "Join" }).click();
  await composerOf(page).waitFor();
}

export const composerOf = (page: Page) => page.getByRole("textbox", { name: "Write a message" });

/** What was said, as it stands in the chat. */
export const saidTo = ({ page }: Visitor, text: string) => page.locator(".message-text", { hasText: text });

export async function say({ page }: Pick<Visitor, "page">, text: string): Promise<void> {
  await composerOf(page).fill(text);
  await page.keyboard.press("Enter");
}

/** Goes on typing, as users do, until that is seen. */
export async function typeUntil({ page }: Visitor, seen: Locator): Promise<void> {
  let isSeen = false;
  const sight = seen.waitFor().then(() => (isSeen = true));
  while (!isSeen) {
    await composerOf(page).pressSequentially("y");
    await Promise.race([sight, delay(500)]);
  }
}
