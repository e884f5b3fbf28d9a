import { expect } from "chai";
import { channelNamed } from "../src/names.js";

describe("a name that other systems use", () => {
  it("stands for a channel; any other is as it is", () => {
    const names = ["chat.lobby", "document.d1", "user.bob.messages", "notifications", "dashboard.metrics"];
    expect(names.map((name) => channelNamed(name, "mia"))).to.deep.equal([
      "spaces/lobby/chat",
      "documents/d1",
      "users/bob/direct",
      "users/mia/notifications",
      "analytics",
    ]);
    expect(channelNamed("notifications", undefined)).to.equal("notifications");
    expect(channelNamed("chat.a/b", "mia")).to.equal("chat.a/b");
    expect(channelNamed("room.r1", "mia", { "room.{id}": "spaces/{id}/chat" })).to.equal("spaces/r1/chat");
  });
});
