import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const noEnvironment = {
  object: "process",
  property: "env",
  message: "Settings are read in platform/params.ts.",
};
const noTimeNoRandomness = [
  { object: "Date", property: "now", message: "Take the time from the clock." },
  { object: "Math", property: "random", message: "Take randomness from ids." },
];
const noNewDate = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0]",
  message: "Take the time from the clock.",
};

export default defineConfig(
  globalIgnores(["**/node_modules/", "**/lib/", "**/dist/", ".emulators/", "emulator-data/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        // The first that has a file types it: tests on Node import what runs in browsers, too.
        project: ["packages/tsconfig.json", "web/tsconfig.json", "functions/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/unbound-method": "off", // objects here are closures: nothing loses its `this`
      eqeqeq: "error",
      "max-lines": ["warn", 250],
    },
  },
  {
    files: ["functions/src/**/*.ts", "{packages/*,web}/src/**/*.{ts,tsx}"],
    rules: {
      "no-console": "error",
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
    },
  },
  {
    // Time, randomness and environment are handed in, so that a test can state them.
    files: ["functions/src/**/*.ts", "packages/*/src/**/*.{ts,tsx}"],
    ignores: ["functions/src/platform/**", "packages/*/src/environment/**"],
    rules: {
      "no-restricted-properties": ["error", noEnvironment, ...noTimeNoRandomness],
      "no-restricted-syntax": ["error", noNewDate],
    },
  },
  {
    files: ["functions/src/platform/**/*.ts"],
    ignores: ["functions/src/platform/params.ts"],
    rules: { "no-restricted-properties": ["error", noEnvironment] },
  },
  {
    files: ["functions/test/**/*.ts", "{packages/*,web}/test/**/*.ts"],
    rules: { "@typescript-eslint/no-unused-expressions": "off" }, // expect(x).to.be.true
  },
  {
    files: ["**/*.{js,mjs,cjs}"],
    rules: {
      "no-unused-vars": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      "max-lines": ["warn", 250],
    },
  },
);
