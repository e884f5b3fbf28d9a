import { QueryClient, QueryClientProvider, useMutation, useQuery } from "@tanstack/react-query";
import { Component, type ReactNode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { apiCalls, type EventOf, newKey } from "@firecast/client";
import {
  applyStrategy,
  type CacheStrategy,
  RealtimeProvider,
  useRealtimeContext,
  useSuspenseMessages,
  useSuspenseToolStateStream,
} from "@firecast/react";
import { useCacheStrategies } from "@firecast/react/query";
import { getToken } from "./sign-in.js";

const place = (name: string): string => new URLSearchParams(location.search).get(name) ?? "";
const spaceId = place("space");
const queryKey = ["messages", spaceId];

type Chat = EventOf<`spaces/${string}/chat`>;
type Written = Pick<Extract<Chat, { type: "chat:message:created" }>["data"], "id" | "text">;

/** Which events change what is cached, and how. */
const cacheStrategies: CacheStrategy[] = [
  { entity: "chat:message:created", updateType: "append", queryKey },
  { entity: "chat:message:updated", updateType: "merge", queryKey },
  { entity: "chat:message:pinned", updateType: "replace", queryKey },
  { entity: "chat:message:deleted", updateType: "remove", queryKey, transform: ({ data }) => data },
];

function Messages() {
  const { realtime } = useRealtimeContext();
  const { chat } = apiCalls({ request: realtime.request, newKey });
  const { mutation } = useCacheStrategies();
  const messages = useQuery({
    queryKey,
    staleTime: Infinity, // events keep it true
    queryFn: async (): Promise<Written[]> => (await chat.list(spaceId)).items.toReversed(),
  });
  const post = useMutation({
    mutationFn: (text: string) => chat.post(spaceId, { text }),
    ...mutation<string>({
      queryKey,
      apply: (cached, text) => applyStrategy(cached, { id: newKey(), text }, "append"),
    }),
  });
  return (
    <section id="cached">
      <button onClick={() => post.mutate("Hello")}>Say hello</button>
      <button onClick={() => post.mutate("x".repeat(4001))}>Say too much</button>
      {messages.data?.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
      {post.error instanceof Error && <p role="alert">{post.error.message}</p>}
    </section>
  );
}

/** Suspends until the first fetch has landed. */
function Newest() {
  const { messages } = useSuspenseMessages(spaceId);
  const { state } = useSuspenseToolStateStream(place("tool"));
  return (
    <output id="newest">
      {messages.at(-1)?.text} {JSON.stringify(state)}
    </output>
  );
}

class Boundary extends Component<{ children: ReactNode }, { message?: string }> {
  override state: { message?: string } = {};
  static getDerivedStateFromError = (error: unknown) => ({
    message: error instanceof Error ? error.message : "It cannot be shown.",
  });
  override render() {
    return this.state.message === undefined ? this.props.children : <p role="alert">{this.state.message}</p>;
  }
}

const config = { type: "sse" as const, url: location.origin, getToken, cacheStrategies };
createRoot(document.body.appendChild(document.createElement("main"))).render(
  <QueryClientProvider client={new QueryClient()}>
    <RealtimeProvider config={config}>
      <Messages />
      <Boundary>
        <Suspense fallback={<p>Loading …</p>}>
          <Newest />
        </Suspense>
      </Boundary>
    </RealtimeProvider>
  </QueryClientProvider>,
);
