import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
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
