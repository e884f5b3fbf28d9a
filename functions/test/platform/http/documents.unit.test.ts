import { catalogueOf } from "@firecast/contract/core/channel";
import { expect } from "chai";
import { z } from "zod";
import { asyncApi } from "../../../src/platform/http/openapi/asyncApi.js";
import { openApi } from "../../../src/platform/http/openapi/openapi.js";
import { problemCodes, problemTypes } from "../../../src/platform/problems.js";
import { coreChannels } from "../../../src/realtime/coreChannels.js";
import { features } from "../../../src/app/features.js";

const kinds = [...coreChannels, ...features.flatMap(({ channels = [] }) => channels)];

const Schema = z.looseObject({});
const Reference = z.strictObject({ $ref: z.string() });
/** What AsyncAPI 3.0 requires of the parts that we use. */
const Document = z.strictObject({
  asyncapi: z.literal("3.0.0"),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  defaultContentType: z.string(),
  servers: z.record(
    z.string(),
    z.looseObject({ host: z.string(), protocol: z.string(), security: z.array(Reference) }),
  ),
  channels: z.record(
    z.string().regex(/^[\w.-]+$/),
    z.strictObject({
      address: z.string(),
      description: z.string(),
      parameters: z
        .record(z.string(), z.strictObject({ description: z.string(), examples: z.array(z.string()) }))
        .optional(),
      messages: z.record(
        z.string().regex(/^[\w.-]+$/),
        z.strictObject({
          name: z.string(),
          title: z.string(),
          summary: z.string(),
          payload: Schema,
          examples: z.array(z.strictObject({ payload: Schema })),
        }),
      ),
    }),
  ),
  operations: z.record(
    z.string(),
    z.strictObject({ action: z.literal("send"), channel: Reference, summary: z.string() }),
  ),
  components: z.strictObject({
    securitySchemes: z.record(z.string(), Schema),
    schemas: z.record(z.string(), Schema),
  }),
});

describe("the document of the channels", () => {
  const written: unknown = JSON.parse(JSON.stringify(asyncApi(kinds, "1.0.0")));
  const document = Document.parse(written);

  it("has each kind of the catalogue, with its events and what its name leaves open", () => {
    const listed = Object.values(document.channels);
    expect(listed.map(({ address }) => address)).to.have.members(
      catalogueOf(kinds).kinds.map(({ name }) => name),
    );
    for (const { name: kind, events } of catalogueOf(kinds).kinds) {
      const { messages = {} } = listed.find(({ address }) => address === kind) ?? {};
      expect(Object.values(messages).map(({ name }) => name)).to.have.members(Object.keys(events));
    }
    for (const { address, parameters = {} } of listed)
      expect(address.match(/\{\w+\}/g) ?? []).to.deep.equal(
        Object.keys(parameters).map((name) => `{${name}}`),
      );
  });

  it("refers to nothing that is not in it", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path = ""]) => path,
    );
    const lost = references.filter((path) => {
      let at: unknown = document;
      for (const name of path.split("/")) at = z.looseObject({}).safeParse(at).data?.[name];
      return at === undefined;
    });
    expect(lost).to.deep.equal([]);
  });
});

describe("the document of the routes", () => {
  it("has every type of problem", () => {
    const { type } = openApi([], "1.0.0").components.schemas.Problem.properties;
    expect(type.enum).to.equal(problemTypes);
    expect(problemTypes.length).to.equal(problemCodes.length);
  });
});
