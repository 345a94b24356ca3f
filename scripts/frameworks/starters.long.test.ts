// The projects that the frameworks' own starters make, with confide added as docs/frameworks/ says.
import { join } from "node:path";

import { afterAll, describe, expect, inject, test } from "vitest";

import type { App } from "./app.ts";
import { createNextApp, createVite, createViteExtra, nestNew, publicUrl } from "./apps/starters.ts";
import { leaksIn, leaksInFolder, serverNamesIn, serverValuesIn } from "./leaks.ts";
import { matrix } from "./matrix.ts";
import { buildSettings } from "./settings.ts";
import { Trial } from "./trial.ts";

// `npm create astro` and `create-react-router` can't be had here: they get their templates from GitHub, and not from npm.
matrix([createNextApp, nestNew, createViteExtra]);

describe.concurrent("create-vite 9, vanilla-ts", () => {
  const trials: Trial[] = [];
  afterAll(async () => {
    for (const trial of trials) await trial[Symbol.asyncDispose]();
  });
  const trialOf = (app: App): Trial => {
    const trial = new Trial(app, inject("tarballs"));
    trials.push(trial);
    return trial;
  };

  test("the page has its public value, and nothing of the server's", async () => {
    const trial = trialOf(createVite);
    expect(await trial.answers()).toEqual([`${publicUrl}\n`]);
    expect(leaksIn(trial.printed())).toEqual([]);
    expect(leaksInFolder(trial.folder)).toEqual([]);
    const client = join(trial.folder, "dist");
    expect([...serverValuesIn(client), ...serverNamesIn(client)]).toEqual([]);
  });

  test("a public value that is missing is named by the page", async () => {
    const { code, output } = await trialOf({ ...createVite, buildEnvironment: buildSettings }).refuses();
    expect(output).toContain("set VITE_API_URL to a URL");
    expect(code).not.toBe(0);
  });
});
