import { Timestamp } from "firebase-admin/firestore";
import { expect } from "chai";
import { keyOf } from "../../../src/features/durableStreams/rules/names.js";
import { sweepStreams } from "../../../src/features/durableStreams/sweep.js";
import type { HeadsChange } from "../../../src/features/durableStreams/store.js";
import { aHead } from "./heads.js";

describe("the sweep of durable streams", () => {
  it("deletes all whose time is over, however many there are", async () => {
    const heads = new Map(
      Array.from({ length: 130 }, (_, number) => {
        const name = `s${number}`;
        return [keyOf(name), aHead({ id: name, name, expiry: 5 })] as const;
      }),
    );
    const change: HeadsChange = {
      head: (key) => Promise.resolve(heads.get(key)),
      remains: () => Promise.resolve(undefined),
      put: () => undefined,
      remove: (key) => void heads.delete(key),
      releasedSource: () => undefined,
    };
    const found = () =>
      [...heads.values()].slice(0, 50).map((value) => ({ value, version: new Timestamp(0, 0) }));
    await sweepStreams({
      store: {
        expired: () => Promise.resolve(found()),
        remains: () => Promise.resolve([]),
        change: (act) => act(change),
        clear: () => Promise.resolve(),
        uploadsBefore: () => Promise.resolve([]),
        dropUpload: () => Promise.resolve(undefined),
        forgetUpload: () => Promise.resolve(),
      },
      objects: undefined,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      clock: { now: () => 10 },
      announce: () => Promise.resolve(),
    });
    expect(heads.size).to.equal(0);
  });
});
