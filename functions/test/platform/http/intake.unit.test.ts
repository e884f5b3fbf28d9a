import { once } from "node:events";
import { createServer, IncomingMessage, type Server, ServerResponse } from "node:http";
import { connect, Socket } from "node:net";
import { expect } from "chai";
import type { Request, Response } from "express";
import { bodyOf, maxBodyBytes, takeInBody } from "../../../src/platform/http/intake.js";
import { Problem } from "../../../src/platform/problems.js";
import { virtualTime } from "../../realtime/support/virtualTime.js";

/** A POST whose body comes when the test says so. */
function aPost(headers: Record<string, string>) {
  const req = Object.assign(new IncomingMessage(new Socket()), { method: "POST" });
  Object.assign(req.headers, headers);
  let outcome: unknown = "waiting";
  const done = takeInBody(req as Request, new ServerResponse(req) as Response, () => {
    outcome = bodyOf(req).toString();
  });
  void Promise.resolve(done).catch((error: unknown) => (outcome = error));
  return { req, outcome: () => outcome };
}

const statusOf = (outcome: unknown): unknown => (outcome instanceof Problem ? outcome.status : outcome);
function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("the intake of bodies", () => {
  it("F1: gives the bytes as they came, in however many pieces", async () => {
    const { req, outcome } = aPost({ "transfer-encoding": "chunked" });
    for (const piece of ["{", '"a"', ":1}"]) {
      req.push(Buffer.from(piece));
      await turn();
    }
    expect(outcome()).to.equal("waiting");
    req.push(null);
    await turn();
    expect(outcome()).to.equal('{"a":1}');
  });

  it("F1: holds no more than the limit", async () => {
    const { req, outcome } = aPost({ "transfer-encoding": "chunked" });
    req.push(Buffer.alloc(maxBodyBytes));
    await turn();
    expect(outcome()).to.equal("waiting");
    req.push(Buffer.alloc(1));
    await turn();
    expect(statusOf(outcome())).to.equal(413);
    req.push(Buffer.alloc(1_000_000));
    await turn();
    expect([req.readableLength, req.destroyed]).to.deep.equal([0, false]);
    req.push(Buffer.alloc(1_000_000));
    await turn();
    expect(req.destroyed).to.equal(true);
  });

  it("F1: leaves no body for a framework to read", async () => {
    for (const headers of [
      { "content-length": "2" },
      { "transfer-encoding": "chunked", "content-encoding": "br" },
    ]) {
      const { req } = aPost(headers);
      req.push("{}");
      req.push(null);
      await turn();
      expect(req.headers).not.to.have.any.keys("content-length", "transfer-encoding");
    }
  });

  it("F1: the functions emulator may still write when a body was refused and the answer ends the connection", async () => {
    const before = process.env["FUNCTIONS_EMULATOR"];
    process.env["FUNCTIONS_EMULATOR"] = "true";
    const sockets: Socket[] = [];
    const server = createServer((req, res) => {
      sockets.push(req.socket);
      void Promise.resolve(takeInBody(req as Request, res as Response, () => undefined)).catch(() =>
        res.end(),
      );
    });
    try {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const client = connect({ port: portOf(server), host: "127.0.0.1", allowHalfOpen: true });
      client.write(`POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 300000\r\n\r\n`);
      client.write(Buffer.alloc(300_000));
      client.resume();
      await once(client, "end");
      expect(sockets.map(({ destroyed }) => destroyed)).to.deep.equal([false]);
      client.end();
    } finally {
      server.close();
      if (before === undefined) delete process.env["FUNCTIONS_EMULATOR"];
      else process.env["FUNCTIONS_EMULATOR"] = before;
    }
  });

  it("goes nowhere for a sender who has gone", async () => {
    const { req, outcome } = aPost({ "content-length": "2" });
    req.destroy(new Error("aborted"));
    await turn();
    expect(outcome()).to.equal("waiting");
  });

  describe("in time", () => {
    before(() => virtualTime.start());
    after(() => virtualTime.stop());

    it("F1: or the sender is told 408, and the connection ends", async () => {
      const { req, outcome } = aPost({ "content-length": "2" });
      req.push("{");
      await virtualTime.pass(14_999);
      expect(outcome()).to.equal("waiting");
      await virtualTime.pass(1);
      expect(statusOf(outcome())).to.equal(408);
      expect(outcome()).to.have.deep.property("headers", { Connection: "close" });
    });
  });
});
