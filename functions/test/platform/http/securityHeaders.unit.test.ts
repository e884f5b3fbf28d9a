import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { expect } from "chai";
import type { Request, Response } from "express";
import { securityHeaders } from "../../../src/platform/http/securityHeaders.js";

it("deployed, where only https reaches it, an answer says so for a year", () => {
  const res = new ServerResponse(new IncomingMessage(new Socket()));
  let passed = false;
  void securityHeaders(true)({} as Request, res as Response, () => (passed = true));
  expect([passed, res.getHeader("strict-transport-security")]).to.deep.equal([true, "max-age=31536000"]);
});
