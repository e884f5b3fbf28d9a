import { expect } from "chai";
import { z } from "zod";
import { send } from "../support/api.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { aUser } from "../support/users.js";
import { operations } from "./operations.js";

/** What OpenAPI 3.1 requires of the parts that we use (https://spec.openapis.org/oas/v3.1.1). */
const Schema = z.union([z.boolean(), z.looseObject({})]);
const Content = z.record(
  z.string().regex(/^[a-z]+\/[a-z+.-]+$/),
  z.strictObject({ schema: Schema, example: z.unknown().optional() }),
);
const Parameter = z
  .strictObject({
    name: z.string().min(1),
    in: z.enum(["path", "query", "header"]),
    required: z.boolean(),
    schema: Schema,
    example: z.unknown().optional(),
  })
  .refine((parameter) => parameter.in !== "path" || parameter.required);
const Answer = z.union([
  z.strictObject({ description: z.string().min(1), content: Content.optional() }),
  z.strictObject({ $ref: z.literal("#/components/responses/Problem") }),
]);
const Operation = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z0-9]+$/),
  tags: z.tuple([z.string().min(2)]),
  summary: z.string().min(3),
  parameters: z.array(Parameter),
  requestBody: z.strictObject({ required: z.boolean(), content: Content }).optional(),
  responses: z
    .record(z.string().regex(/^([1-5]\d\d|[45]XX)$/), Answer)
    .refine((responses) => Object.keys(responses).some((status) => status.startsWith("2"))),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
});
const PathItem = z.partialRecord(z.enum(["get", "post", "put", "patch", "delete"]), Operation);
const Document = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d$/),
  info: z.strictObject({ title: z.string().min(1), version: z.string().min(1), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.string() })).optional(),
  paths: z.record(z.string().regex(/^\/api(\/([\w.-]+|\{\w+\}))+$/), PathItem),
  components: z.strictObject({
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.string() })),
    schemas: z.record(z.string().regex(/^[\w.-]+$/), Schema),
    examples: z.record(z.string(), z.looseObject({})),
    responses: z.strictObject({ Problem: z.looseObject({}) }),
  }),
  security: z.array(z.record(z.string(), z.array(z.string()))),
});

describe("the API document", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let document: z.infer<typeof Document>;

  before(async () => {
    server = await sharedServer("first");
    const answer = await send(server.baseUrl, "GET", "/api/openapi.json");
    expect(answer.headers["content-type"]).to.match(/^application\/json/);
    document = Document.parse(answer.json());
  });

  it("declares each placeholder of a path, and no other", () => {
    for (const [path, item] of Object.entries(document.paths)) {
      const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const [method, operation] of Object.entries(item)) {
        const declared = operation.parameters.flatMap(({ name, in: place }) =>
          place === "path" ? name : [],
        );
        expect(declared, `${method} ${path}`).to.have.members(placeholders);
      }
    }
  });

  it("has no two parameters of one name, and no two paths that differ in names only", () => {
    const bare = Object.keys(document.paths).map((path) => path.replace(/\{\w+\}/g, "{}"));
    expect(new Set(bare).size).to.equal(bare.length);
    for (const operation of Object.values(document.paths).flatMap((item) => Object.values(item))) {
      const names = operation.parameters.map(({ name, in: place }) => `${place} ${name}`);
      expect(new Set(names).size).to.equal(names.length);
    }
  });

  it("names only security schemes that it defines", () => {
    const known = Object.keys(document.components.securitySchemes);
    const ofRoutes = Object.values(document.paths)
      .flatMap((item) => Object.values(item))
      .flatMap(({ security = [] }) => security);
    const named = [...document.security, ...ofRoutes].flatMap((requirement) => Object.keys(requirement));
    expect([...new Set(named)]).to.have.members(known);
  });

  it("refers to nothing that is not in it", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, target = ""]) => target,
    );
    const there = Object.entries(document.components).flatMap(([kind, named]) =>
      Object.keys(named).map((name) => `#/components/${kind}/${name}`),
    );
    const dangling = references.filter((target) => !there.includes(target));
    expect(dangling).to.deep.equal([]);
  });

  it("lists for every path exactly the methods that are served, with and without /api", async () => {
    const { idToken: token } = await aUser();
    const all = await operations(server);
    for (const path of new Set(all.map((operation) => operation.path))) {
      const listed = all.flatMap((operation) => (operation.path === path ? operation.method : [])).sort();
      const probe = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((method) => !listed.includes(method));
      for (const prefixed of [path, path.slice("/api".length)]) {
        for (const method of probe) {
          const answer = await send(server.baseUrl, method, prefixed, { token });
          expect(answer.status, `${method} ${prefixed}`).to.equal(405);
          expect(answer.headers["allow"]?.split(", ").sort()).to.deep.equal(listed);
        }
      }
    }
  });

  it("lists the streams, the session, spaces, chat and whatever works on any channel", () => {
    expect(Object.keys(document.paths)).to.include.members([
      "/api/session",
      "/api/spaces",
      "/api/spaces/{spaceId}",
      "/api/spaces/{spaceId}/join",
      "/api/spaces/{spaceId}/invites",
      "/api/spaces/{spaceId}/members/{uid}",
      "/api/spaces/{spaceId}/chat",
      "/api/spaces/{spaceId}/chat/stream",
      "/api/spaces/{spaceId}/chat/typing",
      "/api/spaces/{spaceId}/chat/read",
      "/api/spaces/{spaceId}/chat/{messageId}",
      "/api/spaces/{spaceId}/chat/{messageId}/pin",
      "/api/sse/stream",
      "/api/sse/health",
      "/api/realtime/events",
      "/api/realtime/history",
      "/api/realtime/publish",
      "/api/realtime/presence",
      "/api/realtime/tickets",
      "/api/realtime/health",
      "/api/openapi.json",
    ]);
  });
});
