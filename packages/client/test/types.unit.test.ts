import type { z } from "zod";
import type { Message } from "@firecast/contract/space/chat";
import type { EventOf, RealtimeEvent } from "../src/index.js";
import type { Realtime } from "../src/realtime.js";

declare module "../src/types/catalogue.js" {
  interface ModuleChannels {
    "stables/{stableId}/horses": { "horses:created": { name: string } };
  }
}

describe("the types of channels", () => {
  it("are those of the catalogue, the aliases and declared modules: a wrong channel or event does not compile", () => {
    void compiles;
  });
});

/** Compiled, never called. */
function compiles(realtime: Realtime, space: string, any: string): void {
  realtime.subscribe("spaces/lobby/chat", (event) => {
    if (event.type === "chat:message:created") expectType<z.output<typeof Message>>(event.data);
    // @ts-expect-error: a chat has no such event
    if (event.type === "tool:updated") return;
  });
  realtime.subscribe(`spaces/${space}/chat`, ({ type }) =>
    expectType<`chat:${string}` | `presence:${string}`>(type),
  );
  realtime.subscribe("stables/s1/horses", ({ data }) => expectType<string>(data.name));
  realtime.subscribe("chat.lobby", (event) => expectType<EventOf<"spaces/lobby/chat">>(event));
  realtime.subscribe("pins", (event) => expectType<EventOf<"users/mia/pins">>(event));
  realtime.subscribe(["global", "spaces/lobby/members"], (event) => expectType<string>(event.type));
  realtime.subscribe("*", (event) => expectType<RealtimeEvent>(event));
  realtime.subscribe(any, (event) => expectType<RealtimeEvent>(event));
  // @ts-expect-error: no channel has that name
  realtime.subscribe("spaces/lobby/chats", () => undefined);
  // @ts-expect-error: a chat's events are the server's
  void realtime.send("spaces/lobby/chat", { type: "chat:message:sent", data: {} });
  void realtime.send("users/mia", { type: "user:signal:sent", data: { topic: "t", payload: 1 } });
}

const expectType = <T>(value: T): T => value;
