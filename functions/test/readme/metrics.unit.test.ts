import { readFileSync } from "node:fs";
import { expect } from "chai";
import { z } from "zod";
import { namesIn, rowsOf } from "./pages.js";

const source = (path: string): string => readFileSync(new URL(`../../src/${path}`, import.meta.url), "utf8");

describe("metrics", () => {
  const declared = [
    "realtime/operations/streamMeters.ts",
    "platform/appCheck/appCheck.ts",
    "platform/http/responseMeter.ts",
    "platform/meters/processMeters.ts",
  ].flatMap((path) => source(path).match(/(?<=")(?:firecast|process|nodejs)_\w+(?=")/g) ?? []);

  it("are those of the table in docs/operations.md", () => {
    const written = rowsOf("docs/operations.md", "metric").map(([name = ""]) => namesIn(name)[0]);
    expect(written).to.have.members(declared);
  });

  it("are shown by the dashboard, all of them and no other", () => {
    const Dashboard = z.object({
      panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })),
    });
    const text = readFileSync(new URL("../../../docs/grafana.json", import.meta.url), "utf8");
    const { panels } = Dashboard.parse(JSON.parse(text));
    const named = panels
      .flatMap(({ targets }) =>
        targets.flatMap(({ expr }) => expr.match(/\b(?:firecast|process|nodejs)_\w+/g) ?? []),
      )
      .map((name) => name.replace(/_(bucket|sum|count)$/, ""));
    expect([...new Set(named)]).to.have.members(declared);
  });
});
