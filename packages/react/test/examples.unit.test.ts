import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";

const folder = new URL("../../../examples/", import.meta.url);
const files = readdirSync(folder);
const examples = files.map((file) => readFileSync(new URL(file, folder), "utf8")).join("\n");

/** What a team that reads about the packages looks for. A real browser opens the examples: `npm run test:browser`. */
const names = {
  client: [
    ...[
      "createRealtime",
      "url",
      "streamUrl",
      "getToken",
      "enabled",
      "validate",
      "debug",
      "aliases",
      "monitor",
    ],
    ...[
      "subscribe",
      '"*"',
      "send",
      "chat",
      "typing",
      "markRead",
      "inbox",
      "tools",
      "pins",
      "publish",
      "history",
    ],
    ...["chat.${", "user.${", "notifications", "dashboard.metrics", "ModuleChannels", "refetch", "websocket"],
    ...["createSSEClient", "createWebSocketClient", "reconnectInterval", "maxReconnectAttempts"],
    ...["heartbeatInterval", "onStateChange", "onMessage", "onError", "bindLive", "createTestRealtime"],
  ],
  react: [
    ...["RealtimeProvider", "autoConnect", "cacheStrategies", "useRealtimeContext", "isConnected"],
    ...["connectionState", "connect", "disconnect", "realtimeEnabled", "useRealtime", "reconnectDelay"],
    ...["lastEvent", "useRealtimeModule", "useSSE", "useOptimisticUpdate", "optimisticAdd"],
    ...["optimisticUpdate", "optimisticRemove", "syncData", "useToolStateStream", "entity", "updateType"],
    ...["queryKey", "transform", "useMessages", "useReadReceipts", "usePresence", "useDirectMessages"],
    ...["useSyncStatus", "useTyping", "useNotifications", "useDocument", "useSuspenseMessages"],
    ...["ConnectionMonitor", "LiveBadge", "RealtimeDebugPanel"],
  ],
  push: ["createPush", "handlePushes", "onPush", "enable"],
};

describe("the examples", () => {
  for (const [name, all] of Object.entries(names))
    it(`use every name of @firecast/${name} that a team looks for`, () => {
      expect(all.filter((name) => !examples.includes(name))).to.deep.equal([]);
    });

  it("begin with the twelve lines of the README", () => {
    const readme = readFileSync(new URL("../README.md", folder), "utf8");
    const lines = readFileSync(new URL("live-list.ts", folder), "utf8").trim();
    expect(lines.split("\n")).to.have.length(12);
    expect(readme).to.include(`\`\`\`ts\n${lines}\n\`\`\``);
  });
});
