import { relative } from "node:path";
import { root, tool } from "../project.mjs";

/** The published suite's own command looks for tests where Vitest, by default, looks for none. */
const runner = relative(root, tool("@durable-streams/server-conformance-tests/dist/test-runner.js"));

export default {
  root,
  test: {
    include: [runner],
    exclude: [],
    testTimeout: 30_000, // its own 5 s are for a machine that does nothing else
    ...(process.env.DS_TESTS && { testNamePattern: process.env.DS_TESTS }),
  },
};
