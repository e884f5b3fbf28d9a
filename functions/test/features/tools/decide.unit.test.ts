import { expect } from "chai";
import {
  archived,
  changed,
  forkOf,
  newTool,
  stepOfExpiry,
  warningOf,
} from "../../../src/features/tools/decide.js";
import { at, aTool } from "./builders.js";

const making = { id: "poll2", ownerId: "mia", at };

describe("a tool", () => {
  it("begins unused, at version 1", () => {
    expect(newTool({ name: "Poll" }, making)).to.deep.equal({
      id: "poll2",
      name: "Poll",
      ownerId: "mia",
      version: 1,
      uses: 0,
      createdAt: at,
      updatedAt: at,
    });
  });

  it("is forked with what it says, and without its past", () => {
    const original = aTool({ description: "Asks.", version: 7, uses: 99, forkOf: "older" });
    expect(forkOf(original, making)).to.deep.equal({
      ...newTool({ name: "Poll", description: "Asks." }, making),
      forkOf: "poll",
    });
  });

  it("has a new version where something is different, and none where nothing is", () => {
    const tool = aTool({ description: "Asks." });
    expect(changed(tool, { name: "Vote" }, at)).to.deep.equal({
      ...tool,
      name: "Vote",
      version: 2,
      updatedAt: at,
    });
    expect(changed(tool, { name: "Poll", description: "Asks." }, at)).to.equal(undefined);
  });

  it("is the same version when only its time changes, and a fork has no end of its own", () => {
    const expiresAt = "2026-05-04T00:00:00.000Z";
    const tool = aTool({ description: "Asks." });
    const ending = { ...tool, expiresAt, updatedAt: at };
    expect(changed(tool, { expiresAt }, at)).to.deep.equal(ending);
    expect(changed(ending, { expiresAt: null }, at)).to.deep.equal({ ...tool, updatedAt: at });
    expect(changed(ending, { expiresAt }, at)).to.equal(undefined);
    expect(forkOf(ending, making)).not.to.have.property("expiresAt");
  });

  it("has its owner warned three days before its time, and then goes into the archive", () => {
    const tool = aTool({ expiresAt: "2026-05-04T00:00:00.000Z" });
    expect(warningOf(tool)).to.equal("2026-05-01T00:00:00.000Z");
    const step = (now: string) => stepOfExpiry(tool, Date.parse(now));
    expect(step("2026-04-30T23:59:59.999Z")).to.equal("wait");
    expect(step("2026-05-01T00:00:00.000Z")).to.equal("warn");
    expect(step("2026-05-04T00:00:00.000Z")).to.equal("archive");
    expect(stepOfExpiry(aTool(), Date.parse(at))).to.equal("never");
    expect(stepOfExpiry({ ...tool, ...archived(tool, at) }, Date.parse("2027-01-01"))).to.equal("never");
  });
});
