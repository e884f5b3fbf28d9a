import { expect } from "chai";
import type { Method, Route } from "../../../src/platform/http/endpoint.js";
import { routeFor, routeTable } from "../../../src/platform/http/routes.js";

const aRoute = (method: Method, path: string): Route => ({
  method,
  path,
  summary: `${method} ${path}`,
  access: "anyone",
  answers: {},
  handle: () => Promise.resolve(),
});

const table = routeTable([
  aRoute("GET", "/spaces/:spaceId"),
  aRoute("PATCH", "/spaces/:spaceId"),
  aRoute("GET", "/spaces/:spaceId/chat/:messageId"),
  aRoute("GET", "/spaces/:spaceId/chat/reads"),
  aRoute("GET", "/openapi.json"),
]);

const found = (path: string, method = "GET") => routeFor(table(path), method)?.summary;

describe("the route of a path", () => {
  for (const path of ["/spaces/s1", "/api/spaces/s1", "/spaces/s1/", "/api/spaces/s1/"]) {
    it(`is found at ${path}`, () => {
      expect(table(path)?.params).to.deep.equal({ spaceId: "s1" });
      expect(found(path)).to.equal("GET /spaces/:spaceId");
      expect(found(path, "HEAD")).to.equal("GET /spaces/:spaceId");
      expect(found(path, "PATCH")).to.equal("PATCH /spaces/:spaceId");
      expect(found(path, "DELETE")).to.equal(undefined);
      expect([...(table(path)?.methods.keys() ?? [])]).to.deep.equal(["GET", "PATCH"]);
    });
  }

  for (const path of [
    "/",
    "",
    "/api",
    "/spaces",
    "/spaces/",
    "/spaces//",
    "/Spaces/s1",
    "/api/api/spaces/s1",
    "/openapixjson",
  ])
    it(`is none at ${JSON.stringify(path)}`, () => expect(table(path)).to.equal(undefined));

  it("is that of a literal segment before that of a parameter", () => {
    expect(found("/spaces/s1/chat/reads")).to.equal("GET /spaces/:spaceId/chat/reads");
    expect(found("/spaces/s1/chat/read")).to.equal("GET /spaces/:spaceId/chat/:messageId");
  });

  it("has decoded parameters; what does not decode stands for itself", () => {
    expect(table("/spaces/a%20b")?.params).to.deep.equal({ spaceId: "a b" });
    expect(table("/spaces/a%2Fb")?.params).to.deep.equal({ spaceId: "a/b" });
    expect(table("/spaces/%E0%A4")?.params).to.deep.equal({ spaceId: "%E0%A4" });
  });

  it("is declared once", () => {
    const twice = [aRoute("GET", "/pins"), aRoute("GET", "/pins")];
    expect(() => routeTable(twice)).to.throw("GET /pins is declared twice");
  });
});
