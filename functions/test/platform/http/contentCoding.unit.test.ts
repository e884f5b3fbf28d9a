import { expect } from "chai";
import { contentCodingFor } from "../../../src/platform/http/contentCoding.js";

describe("content coding", () => {
  for (const [accepted, coding] of [
    [undefined, "identity"],
    ["", "identity"],
    ["gzip", "gzip"],
    ["gzip, deflate, br, zstd", "gzip"],
    ["br;q=1.0, GZIP;q=0.2", "gzip"],
    ["x-gzip", "gzip"],
    ["deflate, br", "identity"],
    ["*", "gzip"],
    ["*;q=0", "identity"],
    ["*;q=0, gzip", "gzip"],
    ["*, gzip;q=0", "identity"],
    ["gzip;q=0", "identity"],
    ["gzip;q=0.000", "identity"],
    ["gzip;q=0.5, identity", "identity"],
    ["gzip;q=0.5, identity;q=0.5", "gzip"],
    ["identity;q=0, *;q=0", "identity"],
    ["gzip ; q=0.8", "gzip"],
    ["gzip;q=2", "identity"],
    ["gzip;q=0.1234", "identity"],
    ["gzip;q=", "identity"],
    ["gzip;level=9", "identity"],
    ["notgzip, gzipped", "identity"],
    [",,;,", "identity"],
  ] as const) {
    it(`of ${accepted ?? "no header"} is ${coding}`, () => {
      expect(contentCodingFor(accepted)).to.equal(coding);
    });
  }
});
