import { chatMessages, createRealtime, syncStatus } from "@firecast/client";

let token: string | null = null;
const realtime = createRealtime({ getToken: () => token });
let chat: ReturnType<typeof chatMessages> | undefined;
const sync = syncStatus(realtime);
const refusals: string[] = [];

/** What tests call in a tab: `tab.call("open", …)`. */
Object.assign(globalThis, {
  page: {
    /** The space's chat as this user; without a token no user is signed in. */
    open: (spaceId: string, user: string | null) => {
      token = user;
      realtime.connect();
      sync.start();
      chat = chatMessages(realtime, spaceId);
      chat.start();
    },
    post: (text: string) =>
      void chat?.post(text).catch((error: unknown) => {
        refusals.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
      }),
    state: () => realtime.state.type,
    uid: () => realtime.uid,
    texts: () => chat?.get().messages.map(({ text, isPending = false }) => (isPending ? `${text} …` : text)),
    isLoaded: () => chat?.get().isLoaded,
    waiting: () => sync.get().waiting.length,
    refusals: () => refusals,
    failed: () => sync.get().failed.length,
    recent: () => realtime.recent().length,
    signOut: () => {
      token = null;
      realtime.signOut();
    },
    /** What the tab itself keeps of its users. */
    stored: () => Object.keys(sessionStorage),
  },
});
