import { expect } from "chai";
import type { z } from "zod";
import { DsLink } from "@firecast/contract/durableStreams/links";
import { type ApiRequest, send } from "../../support/api.js";
import type { ServerProcess } from "../../support/serverProcess.js";
import { sharedServer } from "../../support/servers.js";
import { aUser, type TestUser } from "../../support/users.js";
import { aSpace, join } from "../../wire/chat.js";

describe("Strangers to durable streams", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let ann: TestUser;
  let mallory: TestUser;
  let made = 0;

  before(async () => {
    [server, ann, mallory] = await Promise.all([sharedServer("first"), aUser(), aUser()]);
  });

  const call = (
    method: string,
    path: string,
    token: string | undefined,
    { headers = {}, ...more }: ApiRequest = {},
  ) =>
    send(server.baseUrl, method, path, {
      ...(token && { token }),
      headers: { "Content-Type": "text/plain", ...headers },
      ...more,
    });

  async function aStream(raw = "secret", path = `${ann.uid}/kept-${++made}`): Promise<string> {
    expect((await call("PUT", `/api/ds/${path}`, ann.idToken, { raw })).status).to.equal(201);
    return path;
  }

  async function aLink(path: string, access: "read" | "write", giver = ann): Promise<z.infer<typeof DsLink>> {
    const body = { path, access };
    const answer = await send(server.baseUrl, "POST", "/api/ds-tokens", { token: giver.idToken, body });
    expect(answer.status, answer.text).to.equal(201);
    return DsLink.parse(answer.json());
  }

  it("hear the same of what is another's as of what is not there", async () => {
    const path = await aStream();
    const [anothers, missing] = [`/api/ds/${path}`, `/api/ds/${ann.uid}/nothing`];
    for (const [method, query] of [
      ["GET", ""],
      ["GET", "?offset=now"],
      ["GET", "?offset=-1&live=sse"],
      ["DELETE", ""],
    ] as const) {
      const answers = await Promise.all(
        [anothers, missing].map((at) => call(method, `${at}${query}`, mallory.idToken)),
      );
      const [theirs, none] = answers.map(({ status, text }) => ({
        status,
        text: text.replaceAll(path.split("/")[1] ?? "", "nothing"),
      }));
      expect(theirs).to.deep.equal(none).and.to.include({ status: 404 });
    }
  });

  it("fork nothing that they may not read, and get no link to it", async () => {
    const path = await aStream();
    for (const from of [path, `/api/ds/${path}`, `/v1/stream/${path}`, `channels/${path}`]) {
      const headers = { "Stream-Forked-From": from };
      const forked = await call("PUT", `/api/ds/${mallory.uid}/fork-${++made}`, mallory.idToken, { headers });
      expect(forked.status, from).to.equal(404);
    }
    const body = { path, access: "read" };
    const link = await send(server.baseUrl, "POST", "/api/ds-tokens", { token: mallory.idToken, body });
    expect(link.status).to.equal(404);
  });

  it("make no more of a link than it says", async () => {
    const [path, other] = [await aStream(), await aStream("other")];
    const [reading, writing] = [await aLink(path, "read"), await aLink(path, "write")];
    const asked = await Promise.all([
      call("GET", `/api/ds/${other}`, reading.token),
      call("POST", `/api/ds/${path}`, reading.token, { raw: "x" }),
      call("PUT", `/api/ds/${path}`, reading.token),
      call("DELETE", `/api/ds/${path}`, writing.token),
      call("PUT", `/api/ds/${ann.uid}/new-${++made}`, writing.token),
      call("GET", "/api/ds/channels/global", `${writing.token}x`),
      call("GET", `/api/ds/${path}`, `${reading.token.slice(0, -2)}AA`),
      call("GET", `/api/ds/${path}?token=${swapped(reading.token, writing.token)}`, undefined),
      call("POST", "/api/ds-tokens", writing.token, { raw: JSON.stringify({ path, access: "write" }) }),
    ]);
    expect(asked.map(({ status }) => status)).to.deep.equal([404, 404, 404, 404, 404, 401, 401, 401, 401]);
    await call("DELETE", `/api/ds/${path}`, ann.idToken);
    await aStream("anew", path);
    expect((await call("GET", reading.url, undefined)).status, "of the stream before").to.equal(404);
  });

  it("read no channel that is closed to them, and write none, however its path is written", async () => {
    const spaceId = await aSpace(server, ann);
    const [closed, missing] = [`spaces/${spaceId}/chat`, "spaces/nowhere/chat"];
    const spellings = (channel: string) => [
      `channels/${channel}`,
      `channels/${encodeURIComponent(channel)}`,
      encodeURIComponent(`channels/${channel}`),
      `v1/stream/channels/${channel}`,
      `v1%2Fstream%2Fchannels%2F${channel}`,
    ];
    const asked = async (channel: string) =>
      Promise.all(
        spellings(channel).flatMap((path) => [
          call("GET", `/api/ds/${path}`, mallory.idToken),
          call("GET", `/api/ds/${path}?offset=now&live=sse`, mallory.idToken),
          call("HEAD", `/api/ds/${path}`, mallory.idToken),
        ]),
      );
    const bare = ({ status, text }: { status: number; text: string }) => [status, text];
    const [theirs, none] = [(await asked(closed)).map(bare), (await asked(missing)).map(bare)];
    expect(theirs).to.deep.equal(none);
    expect(theirs.map(([status]) => status)).to.deep.equal(theirs.map(() => 404));
    const others = await Promise.all([
      call("GET", `/api/ds/channels/users/${ann.uid}/notifications`, mallory.idToken),
      call("GET", `/api/ds/x/../channels/${closed}`, mallory.idToken),
      call("GET", `/api/ds/x/%2e%2e/channels/${closed}`, mallory.idToken),
      call("GET", `/api/ds/channels/..%2f..%2fglobal`, mallory.idToken),
      call("PUT", `/api/ds/v1%2Fstream%2Fchannels/${closed}`, mallory.idToken),
      call("POST", `/api/ds/channels%2F${encodeURIComponent(closed)}`, mallory.idToken, { raw: "x" }),
      call("PUT", `/api/ds/spaces/__own__/notes`, mallory.idToken),
    ]);
    expect(others.map(({ status }) => status)).to.deep.equal([404, 400, 400, 400, 405, 405, 400]);
  });

  it("hear of a deleted stream what they hear of none, but where it is kept for a fork", async () => {
    const [path, source] = [await aStream(), await aStream()];
    const fork = `/api/ds/${ann.uid}/fork-${++made}`;
    await call("PUT", fork, ann.idToken, { headers: { "Stream-Forked-From": source } });
    for (const gone of [path, source]) await call("DELETE", `/api/ds/${gone}`, ann.idToken);
    const asked = await Promise.all(
      [path, source].flatMap((at) =>
        [ann, mallory].flatMap(({ idToken }) =>
          ["HEAD", "GET", "POST", "DELETE"].map((method) =>
            call(method, `/api/ds/${at}`, idToken, method === "POST" ? { raw: "x" } : {}),
          ),
        ),
      ),
    );
    const of = (status: number) => Array.from({ length: 4 }, () => status);
    expect(asked.map(({ status }) => status)).to.deep.equal([...of(404), ...of(404), ...of(410), ...of(404)]);
    expect((await call("GET", fork, ann.idToken)).text).to.equal("secret");
  });

  it("find in no shared cache what was answered to a token in a header", async () => {
    const path = await aStream("x".repeat(1_200_000));
    const { token, url } = await aLink(path, "read");
    const byHeader = await call("GET", `/api/ds/${path}`, token);
    expect(byHeader.headers["cache-control"]).to.match(/^private/);
    expect(byHeader.headers["vary"]).to.include("Authorization");
    expect((await call("GET", url, undefined)).headers["cache-control"]).to.match(
      /^public, max-age=\d+, immutable$/,
    );
  });

  it("lose a link to a space's stream with the membership of the user who gave it", async () => {
    const spaceId = await aSpace(server, ann);
    await join(server, spaceId, mallory);
    const path = await aStream("ours", `spaces/${spaceId}/notes`);
    const { url } = await aLink(path, "read", mallory);
    expect((await call("GET", url, undefined)).text).to.equal("ours");
    const left = await send(server.baseUrl, "DELETE", `/api/spaces/${spaceId}/members/${mallory.uid}`, {
      token: ann.idToken,
    });
    expect(left.status).to.equal(204);
    expect((await call("GET", url, undefined)).status).to.equal(404);
  });
});

/** What one link says, with the signature of another one. */
const swapped = (signed: string, said: string): string =>
  [...said.split(".").slice(0, 2), signed.split(".")[2]].join(".");
