import { describe, expect, test } from "vitest";

import { gitignoreText } from "./gitignore-text.ts";

const whole = gitignoreText(undefined);

describe("the lines of .gitignore", () => {
  test.each([
    ["none", undefined],
    ["an empty one", ""],
    ["one without a line end", "node_modules"],
    ["Next.js's", "node_modules\n*.pem\n.env*\n"],
    ["Vite's", "dist\n*.local\n"],
    ["one whose exception stands too early", "!.env.example\n.env\n.env.*\n"],
    ["Windows's", "node_modules\r\n.env\r\n.env.*\r\n!.env.example\r\n"],
  ])("of %s are merged once", (_, before) => {
    const after = gitignoreText(before);
    expect(gitignoreText(after)).toBe(after);
    expect(after.startsWith((before ?? "").trimEnd())).toBe(true);
    const lines = after.split(/\r?\n/).filter((line) => line !== "" && line !== "!.env.example");
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.indexOf(".env.*")).toBeLessThan(after.split(/\r?\n/).lastIndexOf("!.env.example"));
  });

  test("name the key and the audit that confide's own pages have", () => {
    expect(whole).toMatch(/\nkey\.txt\n\*audit\.log\*\n$/);
  });

  test("that are all there stay as they are", () => {
    expect(whole).toMatch(/^# .*\n\.env\n\.env\.\*\n!\.env\.example\n\*\.pem\n/);
    const own = `${whole}dist\n`;
    expect(gitignoreText(own)).toBe(own);
  });
});
