import type { RulesTestEnvironment } from "@firebase/rules-unit-testing";
import { z } from "zod";

/** An expression of the rules; `values` is what it came to, and is not there if no request has reached it. */
const Report = z.object({
  report: z.array(
    z.object({
      sourcePosition: z.object({ line: z.number(), column: z.number() }),
      values: z.array(z.unknown()).default([]),
    }),
  ),
});

/** Where in the file the conditions stand that no request has reached since these rules were loaded. */
export async function unreached({ projectId, emulators }: RulesTestEnvironment): Promise<string[]> {
  const { host, port } = emulators.firestore ?? {};
  const response = await fetch(`http://${host}:${port}/emulator/v1/projects/${projectId}:ruleCoverage`);
  return Report.parse(await response.json())
    .report.filter(({ values }) => values.length === 0)
    .map(({ sourcePosition: { line, column } }) => `line ${line}, column ${column}`);
}
