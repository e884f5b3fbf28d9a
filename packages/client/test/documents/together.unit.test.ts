import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import fc from "fast-check";
import { aTextField } from "./support/textField.js";
import { aTextServer } from "./support/textServer.js";
import { heldTimers } from "./support/heldTimers.js";

/** What happens next, and to which of the users. */
const actsOf = (...faults: readonly Doing[]) =>
  fc.array(
    fc.record({
      who: fc.nat(2),
      what: fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom(...doings) },
        { weight: 1, arbitrary: fc.constantFrom(...faults) },
      ),
    }),
    { maxLength: 160 },
  );
const doings = ["type", "type", "type", "draw", "reach", "answer", "hear", "hear", "pass"] as const;
type Doing = (typeof doings)[number] | "conflict" | "lost" | "reset" | "end";
/** "<" takes back the letter before it, which was a slip. */
const wordsOf = (...letters: readonly string[]) =>
  fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 12 });
const few = wordsOf("a", "b", " ", "ab<", "\u{1f600}");

const typed = (keys: string): string => keys.replaceAll(/[^<]</gu, "");

async function world(content: string, keysOf: readonly string[], places: readonly number[]) {
  const timers = heldTimers();
  const server = aTextServer(content);
  const users = keysOf.map((keys, n) => {
    const user = server.open(`user${n}`);
    timers.pass(0);
    const left = [...keys];
    const isNew = (): boolean => left.length === [...keys].length;
    return { ...user, uid: `user${n}`, field: aTextField(user), keys: left, isNew };
  });
  const settle = async (): Promise<void> => {
    for (let n = 0; n < 3; n++) await turn();
  };
  const round = async (): Promise<void> => {
    for (const user of users) {
      user.reach();
      user.answer();
      await settle();
      user.hear();
      user.field.draw();
    }
    timers.pass(250);
    await settle();
  };
  const rest = async (): Promise<void> => {
    for (let n = 0; n < 5 || !users.every(({ isIdle }) => isIdle()); n++) {
      if (n > 400) throw new Error("They never end.");
      await round();
    }
  };
  await rest();
  users.forEach(({ field }, n) => field.click(places[n] ?? 0));
  return { server, users, timers, settle, rest };
}

type World = Awaited<ReturnType<typeof world>>;

async function happen({ users, timers, settle }: World, given: readonly { who: number; what: string }[]) {
  for (const { who, what } of given) {
    const user = users[who];
    if (!user) continue;
    if (what === "type") {
      const letter = user.keys.shift();
      if (letter) user.field.type(letter);
    } else if (what === "draw") user.field.draw();
    else if (what === "end") {
      if (user.isNew() && who < 2) user.field.click(user.field.text().length);
    } else if (what === "pass") timers.pass(120);
    else if (what === "conflict" || what === "lost") user.reach(what);
    else if (what === "reset") user.reset();
    else user[what as "reach" | "answer" | "hear"]();
    await settle();
  }
}

const content = "Soup. Tea.";

/** Two type at one place, a third one at the beginning. */
const typing = (
  words: readonly [Words, Words, Words],
  faults: readonly Doing[],
  places = fc.nat(content.length),
) =>
  fc.assert(
    fc.asyncProperty(fc.tuple(...words), places, actsOf(...faults), async (keys, place, acts) => {
      const one = await world(content, keys, [place, place, 0]);
      try {
        await happen(one, acts);
        for (const { keys, field } of one.users) for (const letter of keys.splice(0)) field.type(letter);
        await one.rest();
        const text = one.server.text();
        for (const { field, document } of one.users)
          expect([field.text(), document.get().content]).to.deep.equal([text, text]);
        const made = endsOf(keys.map(typed), place).filter((one) => one.text === text);
        expect(made, text).to.not.have.length(0);
        const carets = one.users.map(({ field }) => field.caret());
        expect(
          made.map(({ ends }) => ends),
          text,
        ).to.deep.include(carets);
        // Who stands where is kept nowhere: after a reset it is known with the next move.
        for (const { uid, document } of faults.includes("reset") ? [] : one.users) {
          const seen = one.users.map((other) => document.get().cursors[other.uid]?.position);
          expect(seen, `${text}, as ${uid} sees it`).to.deep.equal(
            carets.map((caret, n) => (one.users[n]?.uid === uid ? undefined : caret)),
          );
        }
      } finally {
        for (const { stop } of one.users) stop();
        one.timers.end();
      }
    }),
    { includeErrorInReport: true, numRuns: 150 },
  );
type Words = ReturnType<typeof wordsOf>;

/** The texts that may come of it, each with where the runs of the three end. */
function endsOf(runs: readonly string[], place: number) {
  const cut = (order: readonly number[]) => {
    const ends = runs.map(() => 0);
    let text = "";
    const put = (n: number): void => {
      text += runs[n] ?? "";
      ends[n] = text.length;
    };
    if (place > 0) put(2);
    text += content.slice(0, place);
    for (const n of order) put(n);
    return { text: text + content.slice(place), ends };
  };
  return ordersOf(place > 0 ? [0, 1] : [0, 1, 2]).map(cut);
}

const ordersOf = (runs: readonly number[]): number[][] =>
  runs.length < 2
    ? [[...runs]]
    : runs.flatMap((run, n) => ordersOf(runs.toSpliced(n, 1)).map((rest) => [run, ...rest]));

describe("what several type into a text at once", function () {
  this.timeout(240_000);

  it("stays in one piece each, nothing lost or doubled, however late requests, events and frames come", () =>
    typing([few, few, few], ["lost"]));

  it("stays so through conflicts and resets", () =>
    typing(
      [wordsOf("a", "b", "ab<"), wordsOf("x", "y", "xy<"), wordsOf("1", "2", "12<")],
      ["conflict", "lost", "reset"],
    ));

  it("stays so where one goes to the end of what the other is just typing", () =>
    typing([few, few, few], ["end", "end", "lost"], fc.constant(content.length)));
});
