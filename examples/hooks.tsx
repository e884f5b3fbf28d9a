import { useEffect } from "react";
import { createRoot } from "react-dom/client";
import {
  ConnectionMonitor,
  LiveBadge,
  RealtimeDebugPanel,
  RealtimeProvider,
  useDirectMessages,
  useDocument,
  useMessages,
  useNotifications,
  useOptimisticUpdate,
  usePresence,
  useReadReceipts,
  useRealtime,
  useRealtimeContext,
  useRealtimeModule,
  useSSE,
  useSyncStatus,
  useToolStateStream,
  useTyping,
} from "@firecast/react";
import { getToken, uid } from "./sign-in.js";

/** The place that the page shows; an app has it from its address. */
const place = (name: string): string => new URLSearchParams(location.search).get(name) ?? "";

function Signals() {
  const { isConnected, lastEvent, subscribe } = useRealtime({
    enabled: true,
    reconnectDelay: 3000,
    maxReconnectAttempts: 5,
  });
  useEffect(() => subscribe("*", ({ type }) => console.log(type)), [subscribe]);
  const stream = useSSE({ channels: [`users/${uid()}`], enabled: true });
  return (
    <p id="signals" data-connected={isConnected && stream.isConnected}>
      {lastEvent?.type} {stream.lastEvent?.event}
    </p>
  );
}

function Chat({ spaceId }: { spaceId: string }) {
  const { messages, post, error } = useMessages(spaceId);
  const { typing, typed } = useTyping(spaceId);
  const { receipts, markRead } = useReadReceipts(spaceId);
  const { users } = usePresence(`spaces/${spaceId}/chat`);
  const newest = messages.at(-1)?.id;
  const say = (): void => void post("Hello").catch(() => undefined); // `error` says why
  return (
    <section id="chat" onInput={typed}>
      <button onClick={say}>Say hello</button>
      <button onClick={() => newest && markRead(newest)}>Read</button>
      {messages.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
      <small>
        {users.length} here, {typing.length} typing, {Object.keys(receipts).length} have read
      </small>
      {error instanceof Error && <p role="alert">{error.message}</p>}
    </section>
  );
}

function Poll({ toolId }: { toolId: string }) {
  const { state, setState, isSaving } = useToolStateStream(toolId);
  const votes = typeof state["votes"] === "number" ? state["votes"] : 0;
  return (
    <button id="poll" data-saving={isSaving} onClick={() => setState("votes", votes + 1)}>
      {votes} votes
    </button>
  );
}

function Text({ documentId }: { documentId: string }) {
  const { content, setContent, moveCursor } = useDocument(documentId);
  return (
    <textarea
      id="text"
      value={content}
      onChange={({ target }) => setContent(target.value, target.selectionEnd)}
      onSelect={({ currentTarget }) => moveCursor(currentTarget.selectionStart)}
    />
  );
}

const stable = [
  { id: "1", name: "Ada" },
  { id: "2", name: "Eve" },
];
const refuse = () => Promise.reject(new Error("No stall is free."));

/** Modules' channels are the application's own: this one listens to none. */
function Horses() {
  const module = useOptimisticUpdate(stable, "horses", { enabled: false });
  const { data, error, optimisticAdd, optimisticUpdate, optimisticRemove, syncData } = module;
  useRealtimeModule("health", (action, appointment) => console.log(action, appointment), { enabled: false });
  return (
    <section id="horses">
      {data.map(({ id, name }) => (
        <p key={id}>{name}</p>
      ))}
      <button onClick={() => optimisticAdd({ id: "3", name: "Ida" }, refuse)}>Add</button>
      <button onClick={() => optimisticUpdate("1", { name: "Ada II" })}>Rename</button>
      <button onClick={() => optimisticRemove("2")}>Remove</button>
      <button onClick={() => syncData(stable)}>Sync</button>
      {error instanceof Error && <p role="alert">{error.message}</p>}
    </section>
  );
}

function Bell() {
  const { counts, markAllRead } = useNotifications();
  const { messages } = useDirectMessages(uid());
  const { isSynced, waiting } = useSyncStatus();
  return (
    <button id="bell" onClick={() => void markAllRead()}>
      {counts.unread} unread, {messages.length} letters,{" "}
      {isSynced ? "all saved" : `${waiting.length} waiting`}
    </button>
  );
}

function Switch() {
  const context = useRealtimeContext();
  const { isConnected, connectionState, connect, disconnect, realtimeEnabled } = context;
  const { subscribe, send } = context;
  useEffect(() => {
    const heard = subscribe("global", ({ type }) => console.log(type));
    return () => heard.unsubscribe();
  }, [subscribe]);
  const signal = { type: "user:signal:sent", data: { topic: "hello", payload: 1 } } as const;
  return (
    <>
      <button id="switch" data-enabled={realtimeEnabled} onClick={isConnected ? disconnect : connect}>
        {connectionState}
      </button>
      <button id="send" onClick={() => void send(`users/${uid()}`, signal)}>
        Send
      </button>
    </>
  );
}

const config = { type: "sse" as const, url: location.origin, getToken, autoConnect: true, debug: false };
createRoot(document.body.appendChild(document.createElement("main"))).render(
  <RealtimeProvider config={config}>
    <LiveBadge />
    <ConnectionMonitor />
    <Switch />
    <Signals />
    <Chat spaceId={place("space")} />
    <Poll toolId={place("tool")} />
    <Text documentId={place("document")} />
    <Horses />
    <Bell />
    <RealtimeDebugPanel />
  </RealtimeProvider>,
);
