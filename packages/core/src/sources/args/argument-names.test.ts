import { expect, test } from "vitest";

import { argumentNames } from "./argument-names.ts";

test("names are those in front of --, without values, and of --no-port also --port", () => {
  const argv = ["run", "--debug=1", "--no-port", "-v", "--nothing=--no-x", "--", "--behind"];
  expect(argumentNames(argv)).toEqual(["--debug", "--no-port", "--port", "--nothing"]);
  expect(argumentNames(["--a"])).toEqual(["--a"]);
});
