import { expect } from "chai";
import type { channelAliases, Unaliased } from "../src/types/aliases.js";
import { channelNamed } from "../src/names.js";

/** What the types say of each name of the table: compiled. */
const asTypes: { [Name in keyof typeof channelAliases]: string } = {
  "chat.{id}": as<Unaliased<"chat.x">>("spaces/x/chat"),
  "document.{id}": as<Unaliased<"document.x">>("documents/x"),
  "user.{id}.messages": as<Unaliased<"user.x.messages">>("users/x/direct"),
  notifications: as<Unaliased<"notifications">>("users/mia/notifications"),
  "dashboard.metrics": as<Unaliased<"dashboard.metrics">>("analytics"),
};

function as<Name extends string>(name: Name): string {
  return name;
}

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

  it("is the same channel for the types", () => {
    for (const [pattern, channel] of Object.entries(asTypes))
      expect(channelNamed(pattern.replace("{id}", "x"), "mia")).to.equal(channel);
  });
});
