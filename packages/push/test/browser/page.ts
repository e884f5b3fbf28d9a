import { createPush, type Push, standInTokens } from "@firecast/push";

let push: Push | undefined;
const pushes: string[] = [];
const opened: string[] = [];

/** What the test calls in a tab. */
Object.assign(globalThis, {
  page: {
    start: async (uid: string, token: string) => {
      const request = (path: string, init: RequestInit = {}) =>
        fetch(path, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } });
      push = createPush({
        request,
        tokens: standInTokens,
        onPush: ({ id }) => pushes.push(id),
        onOpen: (url) => opened.push(url),
      });
      await push.start(uid);
      return push.deviceId;
    },
    enable: (uid: string) => push?.enable(uid),
    heard: () => ({ pushes, opened }),
  },
});
