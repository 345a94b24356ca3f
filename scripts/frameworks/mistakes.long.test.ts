// A page for browsers that imports the configuration by mistake.
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

import { afterAll, describe, expect, inject, test } from "vitest";

import type { App } from "./app.ts";
import * as mistakes from "./apps/mistakes.ts";
import { leaksIn, leaksInFolder, serverNamesIn, serverValuesIn } from "./leaks.ts";
import { Trial } from "./trial.ts";

const trials: Trial[] = [];
afterAll(async () => {
  for (const trial of trials) await trial[Symbol.asyncDispose]();
});

function trialOf(app: App): Trial {
  const trial = new Trial(app, inject("tarballs"));
  trials.push(trial);
  return trial;
}

test("Next.js with server-only refuses to build a client component that imports it", async () => {
  const output = await trialOf(mistakes.nextClientOfServerOnly).buildFails();
  expect(output).toContain("'server-only'");
  expect(leaksIn(output)).toEqual([]);
});

test("Next.js without server-only puts no value into what browsers get", async () => {
  const trial = trialOf(mistakes.nextClient);
  const output = await trial.built();
  expect(leaksIn(output)).toEqual([]);
  expect(leaksInFolder(trial.folder)).toEqual([]);
  expect(serverValuesIn(join(trial.folder, ".next", "static"))).toEqual([]);
});

test.each([
  ["without anything of Node's", mistakes.viteClient],
  ["in Chromium", mistakes.viteClientInChromium],
])(
  "a page that was built by Vite says that a browser can't load it, and holds no value: %s",
  async (_, app) => {
    const trial = trialOf(app);
    await trial.built();
    expect(serverValuesIn(join(trial.folder, "dist"))).toEqual([]);
    const { code, output } = await trial.refuses();
    expect(output).toContain("This configuration can't be loaded in a browser: 1 problem");
    expect(output).toContain("is a secret, and every visitor can read what a browser loads");
    expect(code).not.toBe(0);
  },
);

test("a page in Chromium has its public values, and no other setting", async () => {
  const trial = trialOf(mistakes.vitePublicInChromium);
  await trial.built();
  const dist = join(trial.folder, "dist");
  expect([...serverValuesIn(dist), ...serverNamesIn(dist)]).toEqual([]);
  expect(await trial.answers()).toEqual(["a public title\n"]);
});

test("React Router refuses to build a component that uses a file of the server", async () => {
  const output = await trialOf(mistakes.reactRouterClient).buildFails();
  expect(stripVTControlCharacters(output)).toContain("Server-only module referenced by client");
  expect(leaksIn(output)).toEqual([]);
});

describe("the plugin for Vite refuses a page that imports the configuration", () => {
  const sentence = /\/(?:page|confide\.config)\.js is for the server: the browser's code may not import it/;

  test("in a build", async () => {
    const output = await trialOf(mistakes.viteClientGuarded).buildFails();
    expect(output).toMatch(sentence);
    expect(leaksIn(output)).toEqual([]);
  });

  test("on the development server", async () => {
    const { code, output } = await trialOf(mistakes.viteDevelopmentGuarded).refuses();
    expect(output).toMatch(sentence);
    expect(leaksIn(output)).toEqual([]);
    expect(code).not.toBe(0);
  });
});
