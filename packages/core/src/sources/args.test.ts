import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";

import { ask, locationsIn, settingsOf, valuesIn, presentIn, unknownIn } from "../../test/ask.ts";
import { args } from "./args.ts";

const settings = settingsOf({
  debug: z.boolean(),
  hosts: z.array(z.string()),
  tags: z.union([z.string(), z.array(z.string())]),
  database: z.object({ poolSize: z.number(), password: z.string(), tls: z.boolean().nullable() }),
  noColor: z.boolean(),
});

function values(...from: string[]) {
  return valuesIn(ask(args({ from }), settings));
}

test("spells settings in kebab case, and finds values after a space or =", () => {
  expect(settings.map((each) => args().locate(each))).toEqual([
    "--debug",
    "--hosts",
    "--tags",
    "--database.pool-size",
    "--database.password",
    "--database.tls",
    "--no-color",
  ]);
  const reading = ask(args({ from: ["--database.pool-size", "5", "--database.password=a=b"] }), settings);
  expect(valuesIn(reading)).toEqual({ "database.poolSize": "5", "database.password": "a=b" });
  expect(locationsIn(reading)["database.poolSize"]).toBe("--database.pool-size");
});

test("a boolean stands alone, takes a value by = only, and is denied by no-", () => {
  expect(values("--debug", "word")).toEqual({ debug: true });
  expect(values("--debug=off", "--no-database.tls")).toEqual({ debug: "off", "database.tls": false });
  expect(values("--no-debug", "--no-color")).toEqual({ debug: false, noColor: true });
  expect(values("--no-no-color")).toEqual({ noColor: false });
  expect(values("--no-debug=1")).toEqual({ debug: "malformed: --no-debug takes no value" });
});

test("a list is repeated or one text; anything else is given once", () => {
  expect(values("--hosts", "a", "--hosts=b", "--tags=x", "--tags=y")).toEqual({
    hosts: ["a", "b"],
    tags: ["x", "y"],
  });
  expect(values("--hosts", "a,b")).toEqual({ hosts: "a,b" });
  expect(values("--database.pool-size=1", "--database.pool-size=1", "--debug", "--no-debug")).toEqual({
    "database.poolSize": "malformed: --database.pool-size stands 2 times: it takes one value",
    debug: "malformed: --debug stands 2 times: it takes one value",
  });
});

test("a group is one JSON text", () => {
  expect(values("--database", '{"password":"p"}')).toEqual({ database: '{"password":"p"}' });
});

test("empty text is a value; a value that isn't there is an error, also where another argument follows", () => {
  expect(values("--database.password=", "--hosts", "")).toEqual({ "database.password": "", hosts: "" });
  expect(values("--database.password")).toEqual({
    "database.password": "malformed: --database.password has no value after it",
  });
  const reading = ask(args({ from: ["--database.password", "-hunter2"] }), settings);
  expect(valuesIn(reading)["database.password"]).toMatch(
    /^malformed: .* write --database.password=… for one/,
  );
  expect(JSON.stringify(reading)).not.toContain("hunter2");
  expect(values("--database.password=-x", "--database.pool-size", "-5")).toEqual({
    "database.password": "-x",
    "database.poolSize": "-5",
  });
  expect(values("--hosts", "-.5", "--database.password", "-")).toEqual({
    hosts: "-.5",
    "database.password": "-",
  });
});

test("ends at --, and leaves words to the program", () => {
  expect(values("run", "--debug", "--", "--database.password=x")).toEqual({ debug: true });
});

test("tells unknown arguments by name, never what stands in or after them", () => {
  const from = [
    "--databse.password",
    "hunter2",
    "--other=hunter2",
    "-phunter2",
    "-v",
    "--__proto__=x",
    "--debug",
  ];
  expect(unknownIn(ask(args({ from }), settings))).toEqual([
    "--databse.password",
    "--other",
    "-p",
    "-v",
    "--__proto__",
  ]);
  expect(presentIn(ask(args({ from }), settings, []))).toEqual({ debug: "--debug" });
  expect(presentIn(ask(args({ from: ["--no-debug"] }), settings, []))).toEqual({ debug: "--debug" });
  expect([args().unknownNames, args({ strict: true }).unknownNames]).toEqual(["warn", "refuse"]);
});

test("reads the process's own arguments by default", () => {
  expect(ask(args(), settingsOf({ nothing: z.string() })).answers).toEqual([]);
});

test("brings back any text that is given by =", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.array(fc.string()), (text, more) => {
      expect(values(`--database.password=${text}`, "--", ...more)).toEqual({ "database.password": text });
      expect(() => values(...more)).not.toThrow();
    }),
  );
});
