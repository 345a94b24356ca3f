import { secret } from "@confide/core";
import { describeSettings } from "@confide/core/adapter";
import { expect, test } from "vitest";
import * as z from "zod";

import { settingsPage, withSettings } from "./settings-page.ts";

const settings = describeSettings({
  schema: z.object({
    mode: z.enum(["a", "b"]).default("a").describe("Of one | of two\nlines"),
    key: secret(z.string().default("never shown")),
    old: z.string().optional().meta({ deprecated: true, replacedBy: "MODE" }),
  }),
});

test("is a row a setting, in which no character ends a cell", () => {
  const page = settingsPage(settings);
  expect(page).toContain("| `mode` | `MODE` | a or b | no | `a` | Of one \\| of two<br>lines |");
  expect(page).toContain("| `key` | `KEY` | text, secret | no |  |  |");
  expect(page).toContain("Deprecated: use MODE.");
  expect(page).not.toContain("never shown");
});

test("between its markers it is replaced, and nothing else", () => {
  const page = settingsPage(settings);
  expect(withSettings(page, settings)).toBe(page);
  const old = `# Mine\n\n${page.replace("`mode`", "`older`")}\nthe end\n`;
  expect(withSettings(old, settings)).toBe(`# Mine\n\n${page}\nthe end\n`);
  expect(withSettings("# no markers\n", settings)).toBeUndefined();
});
