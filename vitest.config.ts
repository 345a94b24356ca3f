import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{packages,examples,scripts,docs,bench}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "**/*.servers.test.ts"],
  },
});
