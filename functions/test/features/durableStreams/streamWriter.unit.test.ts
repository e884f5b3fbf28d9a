import { Timestamp } from "firebase-admin/firestore";
import { expect } from "chai";
import fc from "fast-check";
import type { Page } from "../../../src/features/durableStreams/rules/pages.js";
import type { Added } from "../../../src/features/durableStreams/store.js";
import type { Head } from "../../../src/features/durableStreams/schema.js";
import type { SeenHead } from "../../../src/features/durableStreams/store.js";
import {
  StreamWriter,
  type StreamWriterDeps,
} from "../../../src/features/durableStreams/writing/streamWriter.js";
import { GrpcStatus } from "../../../src/platform/firestore/grpc.js";
import { aHead, anAppend } from "./heads.js";

/** How a commit ends: as it should, unheard before or after it took effect, or later than its writer waits for it. */
const fates = ["lands", "lost", "unheard", "late"] as const;
type Fate = (typeof fates)[number];

class Failed extends Error {
  constructor(readonly code: number) {
    super(`failed with ${code}`);
  }
}

/** One stream, whose commits meet these fates in turn. */
function aStream(fated: readonly Fate[]) {
  const pages: Page[] = [];
  let version = 1;
  let head = aHead();
  let commits = 0;
  const seen = (): SeenHead => ({ value: head, version: new Timestamp(version, 0) });
  const put = (at: SeenHead, next: Head, some: readonly Page[]): SeenHead => {
    if (at.version.seconds !== version) throw new Failed(GrpcStatus.failedPrecondition);
    pages.push(...some);
    [head, version] = [next, version + 1];
    return seen();
  };
  const append = async (_key: string, at: SeenHead, next: Head, { pages: some }: Added) => {
    await Promise.resolve();
    const fate = fated[commits++] ?? "lands";
    if (fate === "late") setTimeout(() => void settled(() => put(at, next, some)), 15);
    if (fate === "lost" || fate === "late") throw new Failed(GrpcStatus.unavailable);
    const { version: landed } = put(at, next, some);
    if (fate === "unheard") throw new Failed(GrpcStatus.deadlineExceeded);
    return landed;
  };
  let made = 0;
  const deps: StreamWriterDeps = {
    store: { head: () => Promise.resolve(seen()), append },
    clock: { now: () => performance.now() },
    random: () => 0.5,
    ids: { next: () => `commit-${++made}`, secret: () => "" },
    announce: () => Promise.resolve(),
  };
  return {
    deps,
    text: () =>
      Buffer.concat([
        ...pages.flatMap((page) => ("bytes" in page ? [page.bytes] : [])),
        head.open,
      ]).toString(),
    commits: () => commits,
  };
}

const settled = (act: () => unknown): unknown => {
  try {
    return act();
  } catch {
    return undefined; // another commit was first
  }
};

describe("the writers of a stream", () => {
  it("bring each append into it once and in order, whatever becomes of their commits", async () => {
    const plan = fc.record({
      fated: fc.array(fc.constantFrom(...fates), { maxLength: 6 }),
      appends: fc.array(fc.nat(1), { minLength: 1, maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ fated, appends }) => {
        const { deps, text } = aStream(fated);
        const [first, second] = [new StreamWriter("key", deps), new StreamWriter("key", deps)];
        const answers = await Promise.all(
          appends.map((writer, index) => {
            const body = Buffer.from(`<${writer}:${index}>`);
            return (writer === 0 ? first : second).append(anAppend({ body }));
          }),
        );
        expect(answers.every(({ type }) => type === "appended")).to.equal(true);
        const found = text().match(/<\d:\d+>/g) ?? [];
        expect([...found].sort()).to.deep.equal(
          appends.map((writer, index) => `<${writer}:${index}>`).sort(),
        );
        for (const writer of ["0", "1"]) {
          const own = found.filter((part) => part[1] === writer).map((part) => Number(part.slice(3, -1)));
          expect(own).to.deep.equal([...own].sort((a, b) => a - b));
        }
      }),
      { numRuns: 40 },
    );
  }).timeout(20_000);

  it("look before they commit while others write in turn with them", async () => {
    const { deps, commits } = aStream([]);
    const writers = [new StreamWriter("key", deps), new StreamWriter("key", deps)];
    for (let turn = 0; turn < 10; turn++) await writers[turn % 2]?.append(anAppend());
    expect(commits(), "each finds out once").to.equal(12);
  });

  it("say that they do not know where an unheard commit is too long ago to be named", async () => {
    const { deps, text } = aStream(["unheard"]);
    const rival = new StreamWriter("key", deps);
    let looks = 0;
    const store = {
      ...deps.store,
      head: async (key: string) => {
        if (++looks === 2) for (let turn = 0; turn < 40; turn++) await rival.append(anAppend());
        return deps.store.head(key);
      },
    };
    const writer = new StreamWriter("key", { ...deps, store });
    const answer = await writer
      .append(anAppend({ body: Buffer.from("once") }))
      .catch((error: unknown) => error);
    expect(answer).to.have.property("code", "unavailable");
    expect(text().match(/once/g)?.length).to.equal(1);
  }).timeout(20_000);
});
