import { expect } from "chai";
import {
  createPush,
  mayAsk,
  pushFromFcm,
  type PushMessage,
  type PushOptions,
  readPush,
} from "@firecast/push";
import { aBrowser } from "./fakes.js";

const dayMs = 24 * 60 * 60 * 1000;

function aPage({ answer = "granted", ...options }: Partial<PushOptions> & { answer?: string } = {}) {
  const { env, state, badges, urls } = aBrowser(answer);
  const requests: string[] = [];
  const service = { token: "t1", status: 201 };
  const open = () =>
    createPush(
      {
        request: (path, init) => {
          requests.push(`${init?.method} ${path} ${typeof init?.body === "string" ? init.body : ""}`.trim());
          return Promise.resolve(new Response(null, { status: service.status }));
        },
        tokens: { get: () => Promise.resolve(service.token), remove: () => Promise.resolve() },
        ...options,
      },
      env,
    );
  return { push: open(), open, state, badges, urls, requests, service };
}

const put = (token: string): string => `PUT /api/devices/device-1 {"token":"${token}","platform":"web"}`;
const aPush = (id: string): PushMessage => ({
  ...{ id, type: "mention", title: "Mia", body: "", actionUrl: "/", tag: id, renotify: false, unread: 1 },
});

describe("push on a page", () => {
  it("asks nothing and registers no device before the user wants it", async () => {
    const { push, state, requests } = aPage();
    await push.start("mia");
    expect({ state: push.state, permission: state.permission, requests }).to.deep.equal({
      state: "off",
      permission: "default",
      requests: [],
    });
  });

  it("registers the device when the user says yes, and again only after a day, or for another token or user", async () => {
    const { push, open, state, requests, service } = aPage();
    expect(await push.enable("mia")).to.equal("on");
    await open().start("mia");
    expect(requests).to.deep.equal([put("t1")]);
    state.now += dayMs + 1;
    await open().start("mia");
    service.token = "t2";
    await open().start("mia");
    await open().start("eve");
    expect(requests).to.deep.equal([put("t1"), put("t1"), put("t2"), put("t2")]);
  });

  it("renews when the page is looked at again", async () => {
    const { push, state, requests, service } = aPage();
    await push.enable("mia");
    await push.start("mia");
    service.token = "t2";
    state.look();
    await new Promise((resolve) => setTimeout(resolve));
    expect(requests).to.deep.equal([put("t1"), put("t2")]);
  });

  it("stays off where the browser's question is denied", async () => {
    const { push, requests } = aPage({ answer: "denied" });
    expect(await push.enable("mia")).to.equal("blocked");
    expect({ requests, mayAsk: push.mayAsk() }).to.deep.equal({ requests: [], mayAsk: false });
  });

  it("tells who says yes that the device was refused, and is off", async () => {
    const { push, service } = aPage();
    service.status = 429;
    const error: unknown = await push.enable("mia").catch((error: unknown) => error);
    expect(String(error)).to.match(/429/);
    expect(push.state).to.equal("off");
  });

  it("lets go of the device before a sign-out", async () => {
    const { push, requests } = aPage();
    await push.enable("mia");
    await push.disable();
    expect(requests).to.deep.equal([put("t1"), "DELETE /api/devices/device-1"]);
    expect(push.state).to.equal("off");
  });

  it("gets no pushes after a sign-out without a network, and lets go of the device with the next try", async () => {
    let removed = 0;
    const tokens = { get: () => Promise.resolve("t1"), remove: () => Promise.resolve(removed++) };
    const { push, requests, service } = aPage({ tokens });
    await push.enable("mia");
    service.status = 503;
    const problem = await push.disable().catch(String);
    expect(problem).to.equal("Error: The device could not be removed: the server answered 503.");
    expect([push.state, removed]).to.deep.equal(["off", 1]);
    service.status = 204;
    await push.disable();
    await push.disable();
    expect(requests.slice(1)).to.deep.equal(["DELETE /api/devices/device-1", "DELETE /api/devices/device-1"]);
  });

  it("registers no device for a user who has signed out meanwhile, and lets go of one that was being registered", async () => {
    let got: (token: string) => void = () => undefined;
    const tokens = {
      get: () => new Promise<string>((resolve) => (got = resolve)),
      remove: () => Promise.resolve(),
    };
    const early = aPage({ tokens });
    const enabling = early.push.enable("mia");
    await new Promise(setImmediate);
    await early.push.disable();
    got("t1");
    await enabling;
    expect([early.requests, early.push.state]).to.deep.equal([[], "off"]);

    let answer: () => void = () => undefined;
    const asked: string[] = [];
    const late = aPage({
      request: (_, { method } = {}) => {
        asked.push(String(method));
        const ok = new Response(null, { status: 201 });
        return method === "DELETE" ? Promise.resolve(ok) : new Promise((done) => (answer = () => done(ok)));
      },
    });
    const registering = late.push.enable("mia");
    await new Promise(setImmediate);
    const disabling = late.push.disable();
    answer();
    await Promise.all([registering, disabling]);
    expect([asked, late.push.state]).to.deep.equal([["PUT", "DELETE"], "off"]);
  });

  it("goes on where a listener of states throws", async () => {
    const errors: unknown[] = [];
    const { push } = aPage({ onError: (error) => errors.push(error) });
    const states: string[] = [];
    push.onState(() => {
      throw new Error("a listener's own");
    });
    push.onState((state) => states.push(state));
    expect(await push.enable("mia")).to.equal("on");
    expect([states, errors.map(String)]).to.deep.equal([["on"], ["Error: a listener's own"]]);
  });

  it("hands on a push once, and none that the app has shown already", async () => {
    const pushes: string[] = [];
    const { push, state } = aPage({ onPush: ({ id }) => void pushes.push(id) });
    await push.start("mia");
    push.seen("n1");
    for (const id of ["n1", "n2", "n2", "n3"]) state.hear({ type: "firecast:push", push: aPush(id) });
    state.hear({ type: "another's" });
    expect(pushes).to.deep.equal(["n2", "n3"]);
  });

  it("goes where a click leads", async () => {
    const { push, state, urls } = aPage();
    await push.start("mia");
    state.hear({ type: "firecast:open", url: "https://app.example/inbox" });
    expect(urls).to.deep.equal(["https://app.example/inbox"]);
  });
});

describe("the moment to offer pushes", () => {
  const never = { permission: "default", laters: 0, laterAt: 0, now: 100 * dayMs };
  const moments = [
    ["before anything was said", never, true],
    ["a day after `not now`", { ...never, laters: 1, laterAt: never.now - dayMs }, false],
    ["two weeks after `not now`", { ...never, laters: 2, laterAt: never.now - 14 * dayMs }, true],
    ["after three `not now`", { ...never, laters: 3, laterAt: 0 }, false],
    ["where it is granted", { ...never, permission: "granted" }, false],
    ["where it is denied", { ...never, permission: "denied" }, false],
  ] as const;
  for (const [when, asked, may] of moments)
    it(`is ${may ? "" : "not "}there ${when}`, () => {
      expect(mayAsk(asked)).to.equal(may);
    });
});

it("what the FCM stand-in got is to the worker what FCM delivers", () => {
  const message = {
    token: "t1",
    notification: { title: "Mia", body: "Hello" },
    data: { id: "n1", type: "mention", actionUrl: "/inbox", unread: "2" },
    webpush: { headers: {}, notification: { tag: "chat", renotify: true } },
  };
  expect(readPush(pushFromFcm(message))).to.deep.equal({
    id: "n1",
    type: "mention",
    title: "Mia",
    body: "Hello",
    actionUrl: "/inbox",
    tag: "chat",
    renotify: true,
    unread: 2,
  });

  it("is unsupported, and breaks nothing, on a page that is no secure context", () => {
    const { randomUUID } = crypto;
    Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true, writable: true });
    try {
      const tokens = { get: () => Promise.resolve(""), remove: () => Promise.resolve() };
      const push = createPush({ request: () => Promise.reject(new Error("no request is made")), tokens });
      expect([push.state, push.mayAsk()]).to.deep.equal(["unsupported", false]);
      expect(push.deviceId).to.match(/^[0-9a-f]{32}$/);
    } finally {
      Object.defineProperty(crypto, "randomUUID", { value: randomUUID, configurable: true, writable: true });
    }
  });
});
