import { expect } from "chai";
import { changed, forkOf, newTool } from "../../../src/features/tools/decide.js";
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
});
