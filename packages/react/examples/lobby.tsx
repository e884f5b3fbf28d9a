import {
  ConnectionMonitor,
  LiveBadge,
  RealtimeProvider,
  useMessages,
  useNotifications,
  useToolStateStream,
  useTyping,
} from "@firecast/react";

export function App({ getToken }: { getToken: () => Promise<string | null> }) {
  const config = { url: "https://app.example", getToken };
  return (
    <RealtimeProvider config={config}>
      <LiveBadge />
      <ConnectionMonitor />
      <Lobby />
      <Poll />
      <Bell />
    </RealtimeProvider>
  );
}

function Lobby() {
  const { messages, post, error } = useMessages("lobby");
  const { typing, typed } = useTyping("lobby");
  const say = (form: FormData) => void post(text(form)).catch(() => undefined); // `error` tells why
  return (
    <form action={say} onInput={typed}>
      {messages.map(({ id, authorName, text, isPending }) => (
        <p key={id} style={{ opacity: isPending ? 0.5 : 1 }}>
          {authorName}: {text}
        </p>
      ))}
      {typing.length > 0 && <p>{typing.join(", ")} …</p>}
      <input name="text" />
      {error instanceof Error && <p role="alert">{error.message}</p>}
    </form>
  );
}

function Poll() {
  const { state, setState, isSaving, error } = useToolStateStream("poll");
  return (
    <fieldset>
      <button type="button" onClick={() => setState("votes.pizza", votes(state.votes) + 1)}>
        Pizza: {votes(state.votes)} {isSaving && "…"}
      </button>
      {error instanceof Error && <p role="alert">Not saved: {error.message}</p>}
    </fieldset>
  );
}

function Bell() {
  const { counts, markAllRead } = useNotifications();
  return <button onClick={() => void markAllRead()}>{counts.unread} unread</button>;
}

const text = (form: FormData): string => {
  const given = form.get("text");
  return typeof given === "string" ? given : "";
};

const votes = (given: unknown): number =>
  typeof given === "object" && given !== null && "pizza" in given ? Number(given.pizza) : 0;
