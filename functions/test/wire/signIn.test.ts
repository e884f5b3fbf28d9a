import { expect } from "chai";
import { Ticket } from "@firecast/contract/realtime";
import { type ApiAnswer, type ApiRequest, send } from "../support/api.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { SseClient } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { channelOf } from "./signals.js";

const app = "http://localhost:5000";

describe("signing in without a header", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;

  before(async () => {
    [server, user] = await Promise.all([sharedServer("first"), aUser()]);
  });

  const call = (method: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer> =>
    send(server.baseUrl, method, path, request);

  const openWith = async (query: string, headers: Record<string, string> = {}): Promise<SseClient> => {
    const stream = await SseClient.open(`${server.baseUrl}/sse/stream?channels=${channelOf(user)}&${query}`, {
      headers,
    });
    stream.close();
    return stream;
  };

  describe("a ticket", () => {
    const issue = async (origin?: string): Promise<{ ticket: string; expiresAt: string }> => {
      const headers = origin === undefined ? {} : { Origin: origin };
      const answer = await call("POST", "/realtime/tickets", { token: user.idToken, headers });
      expect(answer.status).to.equal(201);
      return Ticket.parse(answer.json());
    };

    it("opens one stream, and no second one", async () => {
      const { ticket } = await issue();
      const first = await openWith(`ticket=${ticket}`);
      const second = await openWith(`ticket=${ticket}`);
      expect([first.status, second.status]).to.deep.equal([200, 401]);
    });

    it("of many that try it at the same time lets one in", async () => {
      const { ticket } = await issue();
      const streams = await Promise.all(Array.from({ length: 8 }, () => openWith(`ticket=${ticket}`)));
      expect(streams.map(({ status }) => status).sort()).to.deep.equal([200, ...Array<number>(7).fill(401)]);
    });

    it("is good for 60 s and at least 128 bits long", async () => {
      const before = Date.now();
      const { ticket, expiresAt } = await issue();
      const left = Date.parse(expiresAt) - before;
      expect(left).to.be.within(59_000, 75_000);
      expect(ticket).to.match(/^[A-Za-z0-9_-]{22,100}$/);
    });

    for (const { title, issuedTo, usedBy, status } of [
      { title: "from the origin it was issued to opens", issuedTo: app, usedBy: app, status: 200 },
      { title: "from another origin does not", issuedTo: app, usedBy: "https://evil.example", status: 401 },
      {
        title: "without the origin it was issued to does not",
        issuedTo: app,
        usedBy: undefined,
        status: 401,
      },
      { title: "issued to no origin does not open for one", issuedTo: undefined, usedBy: app, status: 401 },
    ]) {
      it(title, async () => {
        const { ticket } = await issue(issuedTo);
        const stream = await openWith(`ticket=${ticket}`, usedBy === undefined ? {} : { Origin: usedBy });
        expect(stream.status).to.equal(status);
      });
    }

    it("opens streams only: other routes do not know it", async () => {
      const { ticket } = await issue();
      const history = await call("GET", `/realtime/history?channel=${channelOf(user)}&ticket=${ticket}`);
      expect(history.status).to.equal(401);
    });

    it("opens only what its user may read", async () => {
      const { ticket } = await issue();
      const stream = await SseClient.open(
        `${server.baseUrl}/sse/stream?channels=users/other&ticket=${ticket}`,
      );
      stream.close();
      expect(stream.status).to.equal(404);
    });

    it("cannot be bought with a ticket, nor with nothing", async () => {
      const { ticket } = await issue();
      const answers = await Promise.all([
        call("POST", `/realtime/tickets?ticket=${ticket}`),
        call("POST", "/realtime/tickets"),
      ]);
      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
    });
  });

  describe("an ID token in the URL", () => {
    for (const name of ["token", "access_token", "auth", "id_token", "ticket"]) {
      it(`as ?${name}= is refused`, async () => {
        expect((await openWith(`${name}=${user.idToken}`)).status).to.be.oneOf([400, 401]);
      });
    }
  });
});
