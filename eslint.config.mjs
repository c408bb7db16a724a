import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["**/node_modules/", "**/dist/", "artifacts/", "models/", "server/", "tests/fixtures/"] },
  {
    files: ["vscode-semantic-search/**/*.ts", "tests/EndToEnd/**/*.ts", "tests/EndToEnd/**/*.mjs", "build/**/*.mjs", "*.mjs"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ["eslint.config.mjs"] }, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // Numbers in messages are what messages are for.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // tsconfig's noPropertyAccessFromIndexSignature says the same, the other way round.
      "@typescript-eslint/dot-notation": "off",
      // VS Code's Disposable is a class by name and an interface by use: its own API returns other objects for it.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      // Empty text counts as none: in settings, in environment variables.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  {
    // Its promises are mocha's to wait for, and its assertions narrow.
    files: ["**/*.test.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", name: ["describe", "it"], package: "mocha" }] },
      ],
    },
  },
  {
    // What JSON.parse gives has its type from a comment at the declaration, which the rule does not see.
    files: ["**/*.mjs"],
    rules: { "@typescript-eslint/no-unsafe-assignment": "off" },
  },
);
