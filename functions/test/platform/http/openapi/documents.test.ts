import { Parser } from "@asyncapi/parser";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import type { ChannelKind } from "@firecast/contract/core/channelKind";
import { expect } from "chai";
import { exampleOf } from "../../../../src/platform/http/openapi/exampleOf.js";
import { allKinds, allRoutes, writtenAsyncApi, writtenOpenApi } from "./written.js";

/** What the documents cannot have: the project has no licence yet, and the parser of 3.0 knows of 3.1. */
const known = ["info-license", "asyncapi-latest-version"];

describe("the documents for generators", function () {
  this.timeout(60_000);

  it("are OpenAPI 3.1 without a fault or a warning of Redocly's", async () => {
    const config = await createConfig({ extends: ["recommended"] });
    const found = await lintFromString({ source: writtenOpenApi(), absoluteRef: "openapi.json", config });
    const faults = found.filter(({ ruleId }) => !known.includes(ruleId));
    expect(
      faults.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
    ).to.deep.equal([]);
  });

  it("are AsyncAPI 3.0 without a fault or a warning of its parser's", async () => {
    const { document, diagnostics } = await new Parser().parse(writtenAsyncApi());
    const faults = diagnostics.filter(({ code }) => !known.includes(String(code)));
    expect(faults.map(({ code, message, path }) => [code, message, path.join("/")])).to.deep.equal([]);
    expect(document?.version()).to.equal("3.0.0");
  });

  it("have an example of every body, answer and event that its schema takes", () => {
    const routes = allRoutes();
    const bodies = routes.flatMap(({ method, path, body, answers }) => [
      ...(body ? [{ of: `${method} ${path}`, example: exampleOf(body, "input") }] : []),
      ...Object.entries(answers).flatMap(([status, schema]) =>
        schema ? [{ of: `${status} of ${method} ${path}`, example: exampleOf(schema, "output") }] : [],
      ),
    ]);
    const events = allKinds.flatMap(({ events }: ChannelKind) =>
      Object.entries(events).map(([of, { data }]) => ({ of, example: exampleOf(data, "output") })),
    );
    const without = [...bodies, ...events].filter(({ example }) => example === undefined);
    expect(without.map(({ of }) => of)).to.deep.equal([]);
  });
});
