import { createRealtime, type Realtime } from "@firecast/client";

let realtime: Realtime | undefined;
let token: string | null = null;
const heard: { readonly channel: string; readonly seq: number | undefined }[] = [];
const heardAt: number[] = [];
const states: string[] = [];
const errors: string[] = [];
const resets: unknown[] = [];

type UserChannel = `users/${string}`;

const named = ({ type, reason }: { type: string; reason?: string }): string =>
  reason === undefined ? type : `${type}(${reason})`;

declare global {
  /** Tests give it where tokens end soon: it makes a new one. */
  var newToken: (() => Promise<string>) | undefined;
}

const follow = (channel: UserChannel): void => {
  const note = (event: { channel: string; seq?: number | undefined }): void => {
    heard.push({ channel: event.channel, seq: event.seq });
    heardAt.push(Date.now());
  };
  realtime?.subscribe(channel, note, {
    onStart: (continuity) => continuity.start === "reset" && resets.push(continuity),
    onEnd: ({ code }) => errors.push(`ended: ${code}`),
  });
};

/** What tests call in a tab: `tab.call("open", …)`. */
Object.assign(globalThis, {
  page: {
    open: (channel: UserChannel, first: string | null, options: object = {}) => {
      token = first;
      realtime = createRealtime({ getToken: () => globalThis.newToken?.() ?? token, ...options });
      realtime.onState((state) => states.push(named(state)));
      realtime.onError(({ code, message }) => errors.push(`${code}: ${message}`));
      follow(channel);
    },
    follow,
    state: () => realtime && named(realtime.state),
    seqs: (channel?: string) =>
      heard.filter((event) => channel === undefined || event.channel === channel).map(({ seq }) => seq),
    heardAt: () => heardAt,
    told: () => ({ states, errors, resets }),
    connects: () => realtime?.monitor().connects,
    setToken: (next: string | null) => {
      token = next;
    },
    signOut: () => realtime?.signOut(),
    connect: () => realtime?.connect(),
    stored: () => JSON.stringify(sessionStorage),
  },
});
