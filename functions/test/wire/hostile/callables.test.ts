import { expect } from "chai";
import { z } from "zod";
import { send } from "../../support/api.js";
import { anInstance } from "../../support/testInstance.js";
import { aUser, type TestUser } from "../../support/users.js";

/** What a callable function answers (https://firebase.google.com/docs/functions/callable-reference). */
const Answer = z.union([
  z.strictObject({ result: z.unknown() }),
  z.strictObject({
    error: z.strictObject({ status: z.string(), message: z.string(), details: z.unknown().optional() }),
  }),
]);
const Problem = z.looseObject({
  type: z.string().startsWith("urn:firecast:problem:"),
  title: z.string(),
  status: z.int().min(400).max(499),
});

describe("the callable function `call`, asked by a stranger", function () {
  this.timeout(60_000);
  const server = anInstance();
  let user: TestUser;
  before(async () => void (user = await aUser()));

  const post = async (raw: string, token = user.idToken, headers = {}) => {
    const answer = await send(server().url, "POST", "/demo-firecast/us-central1/call", {
      token,
      raw,
      headers: { "Content-Type": "application/json", ...headers },
    });
    return { status: answer.status, ...Answer.parse(answer.json()) };
  };
  const call = (data: unknown, token?: string) => post(JSON.stringify({ data }), token);

  /** The problem that it was refused with. */
  async function refusal(raw: string): Promise<z.infer<typeof Problem>> {
    const answer = await post(raw);
    expect(answer, raw.slice(0, 100)).to.have.property("error");
    const { error } = z.object({ error: z.object({ details: z.unknown() }) }).parse(answer);
    return Problem.parse(error.details);
  }

  const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;

  it("says what is wrong as a problem, whatever was sent", async () => {
    const bodies = [
      "{",
      '{"data":',
      "[]",
      "5",
      "null",
      '"text"',
      "{}",
      '{"data":1,"more":2}',
      '{"data":null}',
      '{"data":[]}',
      '{"data":"GET /profile"}',
      '{"data":{"__proto__":{}}}',
      '{"data":{"method":"GET","path":5}}',
      '{"data":{"method":["GET"],"path":"/profile"}}',
      '{"data":{"method":"get","path":"/profile"}}',
      '{"data":{"method":"CONNECT","path":"/profile"}}',
      `{"data":${nested(100_000)}}`,
      `{"data":{"method":"POST","path":"/spaces","body":${nested(40)}}}`,
      `{"data":{"method":"GET","path":"/${"a".repeat(8001)}"}}`,
      '{"data":{"method":"POST","path":"/spaces","body":{},"idempotencyKey":"a\\r\\nX-Evil: 1"}}',
      '{"data":{"method":"POST","path":"/spaces","body":{},"idempotencyKey":5}}',
      '{"data":{"method":"GET","path":"/profile","history":{"@type":"x"}},"data":2}',
    ];
    for (const body of bodies) expect((await refusal(body)).status, body.slice(0, 100)).to.equal(400);
  });

  it("reaches no other thing by a path than that path names", async () => {
    const paths = [
      "/spaces/../profile",
      "/spaces/%2e%2e/profile",
      "/./profile",
      "//profile",
      "/\\profile",
      "/api/api/profile",
      "/profile%00",
      "/profile%2f..",
      "/profile;x",
      "profile",
      "http://localhost/profile",
      "/demo-firecast/us-central1/call",
      "/realtime/events",
      "/realtime/metrics",
      "/ds/x",
    ];
    for (const path of paths) {
      const { status } = await refusal(JSON.stringify({ data: { method: "GET", path } }));
      expect(status, path).to.be.oneOf([400, 404]);
    }
    expect(await call({ method: "GET", path: "/profile?a=b" })).to.have.nested.property(
      "result.uid",
      user.uid,
    );
    const { status } = await refusal('{"data":{"method":"DELETE","path":"/notifications"}}');
    expect(status).to.equal(405);
  });

  it("keeps one user's idempotency key apart from another's, and refuses it for another content", async () => {
    const other = await aUser();
    const data = {
      method: "POST",
      path: "/spaces",
      body: { name: "A", joinPolicy: "open" },
      idempotencyKey: "same",
    };
    const Made = z.object({ result: z.object({ id: z.string(), createdBy: z.string() }) });
    const made = [];
    for (const token of [user.idToken, other.idToken, user.idToken])
      made.push(Made.parse(await call(data, token)).result);
    expect(made[2]).to.deep.equal(made[0]);
    expect(made.slice(0, 2).map(({ createdBy }) => createdBy)).to.deep.equal([user.uid, other.uid]);
    const changed = JSON.stringify({ data: { ...data, body: { name: "B", joinPolicy: "open" } } });
    expect((await refusal(changed)).type).to.equal("urn:firecast:problem:idempotency-key-reused");
  });

  it("takes neither a host nor a cookie nor another's address for who calls", async () => {
    const raw = JSON.stringify({ data: { method: "GET", path: "/profile" } });
    const headers = {
      Host: "admin.internal",
      "X-Forwarded-Host": "admin.internal",
      "X-HTTP-Method-Override": "DELETE",
      "X-Original-URL": "/api/dead-letters",
      Cookie: `__session=${user.idToken}`,
    };
    expect(await post(raw, user.idToken, headers)).to.have.nested.property("result.uid", user.uid);
    const answer = await send(server().url, "POST", "/demo-firecast/us-central1/call", {
      raw,
      headers: { ...headers, "Content-Type": "application/json", Origin: "http://localhost:5000" },
    });
    expect(answer.status, answer.text).to.equal(401);
  });
});
