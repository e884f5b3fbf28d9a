import { expect } from "chai";
import { channelOf as nameOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import type { Backend, BulkChannel, Room, User } from "@firecast/conformance/backend";
import { keepTheRules } from "@firecast/conformance/suite";
import type { Transport } from "@firecast/conformance/transport";
import { memberDocument } from "../../src/features/spaces/paths.js";
import { toTimestamp } from "../../src/platform/clock.js";
import { send } from "../support/api.js";
import { database, forgetChannel } from "../support/database.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { anInstance } from "../support/testInstance.js";
import { aUser, type TestUser } from "../support/users.js";
import { aSpace, chatOf, join, say } from "./chat.js";
import { callableTransport } from "./conformance/callableTransport.js";
import { longPollTransport } from "./conformance/longPollTransport.js";
import { socketIoTransport } from "./conformance/socketIoTransport.js";
import { sseTransport } from "./conformance/sseTransport.js";
import { webSocketTransport } from "./conformance/webSocketTransport.js";
import { channelOf, signal } from "./signals.js";

/** A request that announces a body keeps Node's own response: its socket is not handed over. */
const withoutHandoff = { "Content-Length": "0" };

/** What serves the transports, and the rest of the API. The third is stopped by the suite, and holds little for slow readers. */
interface Servers {
  readonly first: ServerProcess;
  readonly second: ServerProcess;
  readonly third: ServerProcess;
}

function keepTheRulesOn(
  title: string,
  start: () => Promise<Servers>,
  transports: readonly Transport[],
): void {
  describe(title, function () {
    this.timeout(60_000);
    let first: ServerProcess;
    let second: ServerProcess;
    let third: ServerProcess;
    const own = anInstance();
    const users = new Map<string, TestUser>();

    before(async () => ({ first, second, third } = await start()));

    after(() => third.stop("SIGKILL"));

    const newUser = async (): Promise<User> => {
      const user = await aUser();
      users.set(user.uid, user);
      return { uid: user.uid, token: user.idToken };
    };

    const testUser = ({ uid }: User): TestUser => {
      const user = users.get(uid);
      if (!user) throw new Error(`${uid} is no user of this suite`);
      return user;
    };

    async function aRoom(): Promise<Room> {
      const [owner, guest] = await Promise.all([newUser(), newUser()]);
      const spaceId = await aSpace(first, testUser(owner));
      await join(first, spaceId, testUser(guest));
      const path = `/spaces/${spaceId}`;
      return {
        channel: chatOf(spaceId),
        owner,
        guest,
        say: async (text) => void (await say(first, spaceId, testUser(owner), text)),
        type: async () => {
          const typing = { token: owner.token, body: { typing: true } };
          const answer = await send(first.baseUrl, "POST", `${path}/chat/typing`, typing);
          expect(answer.status, answer.text).to.be.within(200, 204);
        },
        removeGuest: async () => {
          const gone = `${path}/members/${guest.uid}`;
          const answer = await send(first.baseUrl, "DELETE", gone, { token: owner.token });
          expect(answer.status, answer.text).to.equal(204);
        },
      };
    }

    /** Of a space that no feature has set up: the events are the test's alone. */
    async function aBulkChannel(): Promise<BulkChannel> {
      const reader = await newUser();
      const { uid } = reader;
      const spaceId = `bulk-${uid}`;
      const at = toTimestamp(Date.now());
      const member = { uid, spaceId, role: "member", status: "active", createdAt: at, joinedAt: at };
      await memberDocument.document(database(), { spaceId, uid }).set(member);
      const channel = nameOf(spaceChannel, { spaceId });
      const { instance, url } = own();
      return {
        channel: channel.name,
        reader,
        appends: { baseUrl: url },
        append: async (count) => {
          const data = { toolId: "poll", spaceId };
          const events = Array.from({ length: count }, () => ({ type: "tool:undeployed", data }) as const);
          await instance.core.publisher.append({ channel, events });
        },
      };
    }

    const backend = (): Backend => ({
      first,
      second,
      third,
      stopThird: async () => void (await third.stop("SIGTERM")),
      aUser: newUser,
      ownChannel: (user) => channelOf(testUser(user)),
      append: async (user, ...payloads) => void (await signal(first, testUser(user), ...payloads)),
      aRoom,
      aBulkChannel,
      wipe: forgetChannel,
    });

    keepTheRules(transports, backend);
  });
}

const ofThird = { REALTIME_QUEUE_BYTES: 200_000 };

keepTheRulesOn(
  "every transport",
  async () => {
    const servers = [
      sharedServer("sockets"),
      sharedServer("second"),
      startServer(ofThird, undefined, "sockets"),
    ] as const;
    const [first, second, third] = await Promise.all(servers);
    return { first, second, third };
  },
  [
    sseTransport("SSE"),
    sseTransport("SSE without socket handoff", withoutHandoff),
    longPollTransport,
    webSocketTransport,
    socketIoTransport,
  ],
);

keepTheRulesOn(
  "callable functions",
  async () => {
    const servers = [
      sharedServer("callables"),
      startServer({}, undefined, "callables"),
      startServer(ofThird, undefined, "callables"),
    ] as const;
    const [first, second, third] = await Promise.all(servers);
    after(() => second.stop("SIGKILL"));
    return { first, second, third };
  },
  [callableTransport],
);
