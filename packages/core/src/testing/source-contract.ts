import { ConfigError } from "../report/config-error.ts";
import { loadConfig } from "../load/load.ts";
import { planOf } from "../schema/plan.ts";
import { knownOptions } from "../util/known-options.ts";
import { contractSchemas } from "./contract-schemas.ts";
import type { Setting } from "../model/setting.ts";
import type { Source } from "../contract/source.ts";
import { CANARY } from "./canary.ts";
import { check, equal, printed } from "./check.ts";

/** What the suite needs of a test runner: vitest, Jest and `node:test` all have it. */
export interface Runner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly test: (name: string, body: () => Promise<void>) => unknown;
}

export interface SourceContract {
  /** The source's `name`. */
  readonly name: string;
  /**
   * A source that holds these values, whose paths are `host`, `port`, `database.host` and `database.password`; where
   * a value is left out, the source must hold nothing for it. Called once a case.
   */
  readonly create: (values: Readonly<Record<string, string>>) => Source | Promise<Source>;
}

/**
 * The rules that every source keeps, as tests.
 *
 * @example
 * ```ts
 * import { env } from "@confide/core";
 * import { sourceContract } from "@confide/core/testing";
 * import { describe, test } from "vitest";
 *
 * const create = (values: Readonly<Record<string, string>>) => {
 *   const [HOST, PORT, DATABASE_HOST] = [values["host"], values["port"], values["database.host"]];
 *   return env({ from: { HOST, PORT, DATABASE_HOST, DATABASE_PASSWORD: values["database.password"] } });
 * };
 * sourceContract({ describe, test }, { name: "env", create });
 * ```
 */
export function sourceContract({ describe, test }: Runner, options: SourceContract): void {
  knownOptions("sourceContract()", options, { name: true, create: true });
  const { name, create } = options;
  describe(`${name} keeps the contract of a source`, () => {
    test("has a name, and a spelling for a setting", async () => {
      const source = await create({});
      equal(source.name, name, "its name");
      const spelled = (await settings()).map((setting) => source.locate(setting));
      check(
        spelled.some((location) => location !== undefined),
        "locate() spells no setting at all",
      );
      equal(
        JSON.stringify((await settings()).map((setting) => source.locate(setting))),
        JSON.stringify(spelled),
        "locate() twice",
      );
    });

    test("finds what it holds, and says where", async () => {
      const { answers } = await read(
        await create({ host: "a.example", "database.host": "b.example" }),
        await settings(),
      );
      for (const [path, value] of [
        ["host", "a.example"],
        ["database.host", "b.example"],
      ] as const) {
        const answer = answers.find((each) => each.path.join(".") === path);
        check(answer !== undefined && "value" in answer, `no answer for ${path}`);
        equal(answer.value, value, path);
        equal(typeof answer.origin.source, "string", "origin.source");
        check(answer.origin.location !== undefined, "the origin has no location");
      }
    });

    test("answers nothing for what it doesn't hold", async () => {
      const { answers } = await read(await create({ host: "a.example" }), await settings());
      equal(answers.map(({ path }) => path.join(".")).join(), "host", "the answers");
    });

    test("gives values only of what was asked", async () => {
      const source = await create({ host: "a.example", port: "80", "database.password": CANARY });
      const { answers } = await read(
        source,
        (await settings()).filter(({ name: setting }) => setting === "port"),
      );
      const given = answers.filter((answer) => "value" in answer || "error" in answer);
      equal(given.map(({ path }) => path.join(".")).join(), "port", "the answers");
    });

    test("gives the same again", async () => {
      const source = await create({ host: "a.example" });
      const [first, second] = [await read(source, await settings()), await read(source, await settings())];
      equal(JSON.stringify(second.answers), JSON.stringify(first.answers), "the second reading");
    });

    test("reads at once what it reads at all, where it can", async () => {
      const source = await create({ host: "a.example" });
      if (!source.readSync) return;
      const { answers } = source.readSync(await settings(), readContext(await settings()));
      equal(
        JSON.stringify(answers),
        JSON.stringify((await read(source, await settings())).answers),
        "readSync()",
      );
    });

    test("keeps values out of places, names and warnings", async () => {
      const source = await create({ host: `${CANARY}.example`, "database.password": CANARY });
      for (const wanted of [await settings(), (await settings()).slice(1, 2)]) {
        const { answers, unknown, warnings } = await read(source, wanted);
        const places = answers.map((answer) => [answer.origin, "error" in answer && printed(answer.error)]);
        const shown = [
          source.name,
          wanted.map((setting) => source.locate(setting)),
          places,
          unknown,
          warnings,
        ];
        check(!JSON.stringify(shown).includes(CANARY), "a value stands in a place, name, note or error");
      }
    });

    test("gives up when it is told to", async () => {
      const source = await create({ host: "a.example" });
      const controller = new AbortController();
      const wanted = await settings();
      const signals = [AbortSignal.abort(), controller.signal];
      const readings = signals.map((signal) => read(source, wanted, signal));
      controller.abort();
      const settled = Promise.allSettled(readings).then(() => "settled");
      equal(await Promise.race([settled, notSettledAfter(1000)]), "settled", "one second after the abort");
    });

    test("feeds a load, which hides the secret", async () => {
      const source = await create({ port: "80", "database.password": CANARY });
      const config = await loadConfig({ schema: (await contractSchemas()).source, sources: [source] }).catch(
        () => undefined,
      );
      check(config !== undefined, "the load failed");
      equal(config.port, "80", "port");
      equal(config.database.password?.reveal(), CANARY, "database.password");
      check(!JSON.stringify(config).includes(CANARY), "the secret shows");
    });

    test("is named in the report of a load that misses something", async () => {
      const { hostAndPort } = await contractSchemas();
      const source = await create({ port: "80" });
      const error: unknown = await loadConfig({ schema: hostAndPort, sources: [source] }).catch(
        (thrown: unknown) => thrown,
      );
      check(error instanceof ConfigError, "the load didn't fail");
      equal(error.problems[0]?.places[0]?.source, name, "where the report has looked");
    });
  });
}

async function settings(): Promise<readonly Setting[]> {
  return planOf((await contractSchemas()).source).settings;
}

function readContext(all: readonly Setting[], signal = new AbortController().signal) {
  return { signal, deadlineMs: Date.now() + 10_000, settings: all };
}

async function read(source: Source, wanted: readonly Setting[], signal?: AbortSignal) {
  return source.read(wanted, readContext(await settings(), signal));
}

function notSettledAfter(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, ms, "not settled").unref());
}
