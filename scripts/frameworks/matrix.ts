import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

import { afterAll, describe, expect, inject, test } from "vitest";

import type { App } from "./app.ts";
import { leaksIn, leaksInFolder, serverNamesIn, serverValuesIn } from "./leaks.ts";
import { expectedAnswer, greeting } from "./settings.ts";
import { Trial } from "./trial.ts";

/** What must hold in every app. */
export function matrix(apps: readonly App[]): void {
  describe.concurrent.each(apps)("$name", (app) => {
    const trial = new Trial(app, inject("tarballs"));
    const answers = once(async () => trial.answers());
    const refused = once(async () => trial.refuses());
    afterAll(async () => trial[Symbol.asyncDispose]());

    test("is built without a warning", async () => {
      const output = stripVTControlCharacters(await trial.built());
      expect(output.replaceAll(app.othersWarnings ?? /$^/g, "")).not.toMatch(/\bwarn|\(!\)|⚠/i);
    });

    test("gets the values of the environment that it runs in", async () => {
      const { paths = ["its lines"], greets = [] } = app;
      const bodies = await answers();
      expect(bodies).toHaveLength(paths.length);
      for (const [at, path] of paths.entries())
        expect(bodies[at]).toContain(greets.includes(path) ? greeting : expectedAnswer);
    });

    test("prints no warning of Node's", async () => {
      await Promise.all([answers(), refused()]);
      const output = trial.printed().replaceAll(app.othersWarnings ?? /$^/g, "");
      expect(output).not.toMatch(/\(node:\d+\)|ExperimentalWarning|DeprecationWarning/);
    });

    test("stops with a report where a setting is missing", async () => {
      const { code, output } = await refused();
      expect(output).toMatch(/database\.password \(secret\) +missing/);
      expect(output).toContain("looked in  env DATABASE_PASSWORD");
      expect(code).not.toBe(0);
    });

    test("has no secret in any file, page or log", async () => {
      await Promise.all([answers(), refused()]);
      expect(leaksIn(trial.printed())).toEqual([]);
      expect(leaksInFolder(trial.folder)).toEqual([]);
      const clients = app.client === undefined ? [] : [join(trial.folder, app.client)];
      expect(clients.flatMap(serverValuesIn)).toEqual([]);
      expect(clients.flatMap(serverNamesIn)).toEqual([]);
    });
  });
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return async () => (made ??= work());
}
