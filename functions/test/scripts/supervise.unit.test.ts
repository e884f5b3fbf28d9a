import { expect } from "chai";
import { causeOfEnd } from "../../../scripts/emulators/cause-of-end.mjs";
import { supervise } from "../../../scripts/emulators/supervise.mjs";

const minute = 60_000;

describe("F12: a suite that ended by itself", () => {
  /** Each run ends after so many minutes with the cause, then one is asked to stop. */
  async function runs(...minutes: number[]) {
    let now = 0;
    const said: string[] = [];
    const ends = minutes.values();
    let started = 0;
    const run = (): Promise<string | undefined> => {
      started++;
      const { value } = ends.next();
      if (value === undefined) return Promise.resolve(undefined);
      now += value * minute;
      return Promise.resolve("TypeError: Invalid URL");
    };
    const failure = await supervise(run, { now: () => now, say: (line: string) => said.push(line) }).then(
      () => undefined,
      (error: Error) => error.message,
    );
    return { started, said, failure };
  }

  it("is named in one line and started again", async () => {
    expect(await runs(1)).to.deep.equal({
      started: 2,
      said: [
        "The emulators ended: TypeError: Invalid URL. Starting them again; what was written since the start is lost.",
      ],
      failure: undefined,
    });
  });

  it("is given up when it ends for the fourth time in ten minutes", async () => {
    const { started, said, failure } = await runs(1, 1, 1, 1, 1);
    expect([started, said.length, failure]).to.deep.equal([
      4,
      3,
      "The emulators ended 4 times in ten minutes, the last time: TypeError: Invalid URL",
    ]);
  });

  it("is started as often as it takes when that is rare", async () => {
    expect((await runs(4, 4, 4, 4, 4, 4)).started).to.equal(7);
  });
});

describe("F12: why a suite ended", () => {
  const unexpected = "\nError: An unexpected error has occurred.\n";
  const exit = { code: 2, signal: null, output: "", debugLog: "" };

  it("is the signal that killed the CLI", () => {
    expect(causeOfEnd({ ...exit, code: null, signal: "SIGKILL" })).to.equal(
      "the firebase CLI was killed by SIGKILL",
    );
  });

  it("is the emulator that the CLI lost", () => {
    const output = "i  x\n⚠  Firestore Emulator has exited upon receiving signal: SIGKILL\ni  y\n";
    expect(causeOfEnd({ ...exit, output })).to.equal(
      "Firestore Emulator has exited upon receiving signal: SIGKILL",
    );
  });

  it("is what the CLI says, or what its log has of an error that it did not expect", () => {
    const debugLog =
      "[debug] [2026-11-21T15:51:20.380Z] Error: an older one\n" +
      "[debug] [2026-11-21T15:51:21.636Z] TypeError: Invalid URL\n    at new URL (node:internal/url:895:25)\n";
    const causes = [
      causeOfEnd({ ...exit, output: "\nError: Port 8080 is not open\n", debugLog }),
      causeOfEnd({ ...exit, output: unexpected, debugLog }),
      causeOfEnd({ ...exit, output: unexpected }),
    ];
    expect(causes).to.deep.equal([
      "Port 8080 is not open",
      "TypeError: Invalid URL",
      "the firebase CLI exited with 2",
    ]);
  });
});
