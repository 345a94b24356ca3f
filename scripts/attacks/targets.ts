import diagnostics from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import * as schemas from "../../packages/core/test/attack-schemas.ts";
import type * as adapter from "../../packages/core/src/adapter.ts";
import * as core from "../../packages/core/src/index.ts";
import { memoryStore } from "../../packages/core/src/testing/index.ts";
import { redactor } from "../../packages/redact/src/index.ts";
import { awsRotationHandler } from "../../packages/rotation/src/aws/index.ts";
import * as rotation from "../../packages/rotation/src/index.ts";
import type { Value } from "./values.ts";
import type { World } from "./world.ts";

/** What an attack brought back: everything that a program could then write somewhere. */
export type Things = readonly unknown[];

type Fail = () => never;
export type Failing = (fail: Fail, value: Value["value"], world: World) => Promise<Things>;
export type Taking = (value: Value["value"], world: World) => Promise<Things>;

const NAME = "key";
const settings = schemas.settingsOf([NAME]);

/** Where code of others throws. A new place is one line. */
export const failingTargets: Readonly<Record<string, Failing>> = {
  "a source": async (fail) => load({ ...source(), read: async () => fail(), readSync: fail }),
  "a source, optional": async (fail) =>
    load(core.optional({ ...source(), read: async () => fail(), readSync: fail })),
  "a source's place": async (fail) => load({ ...source(), locate: fail }),
  "a source's answers": async (fail) => load(withGetter(source(), fail)),
  "a store": async (fail) => load(core.fromStore({ ...memoryStore(), get: async () => fail() })),
  "a store, cached": async (fail) =>
    load(core.fromStore(core.cached({ ...memoryStore(), get: async () => fail() }))),
  "a store's outcome": async (fail) =>
    load(
      core.fromStore({
        ...memoryStore(),
        get: async () => {
          throw thrownBy(fail);
        },
      }),
    ),
  "a store's policy": async (fail) => [
    settled(() =>
      core.policiesOf({ schema: settings, sources: [core.fromStore({ ...memoryStore(), policy: fail })] }),
    ),
  ],
  "a store, read alone": async (fail) => [
    await settled(async () => core.readSecret({ ...memoryStore(), get: async () => fail() }, NAME)),
  ],
  "a store that is watched": watchFailing,
  ...Object.fromEntries(
    Object.entries(schemas.schemasThatThrow).map(([name, make]): [string, Failing] => [
      `a schema's ${name}`,
      async (fail, value) =>
        loadOf(schemas.secretOf(make(thrownBy(fail))), core.memory({ key: textOf(value) })),
    ]),
  ),
  ...Object.fromEntries(
    (["create", "apply", "test", "revoke"] as const).map((step): [string, Failing] => [
      `rotation's ${step}`,
      async (fail, value) => rotateWith(value, { [step]: async () => fail() }),
    ]),
  ),
  "rotation's listCreated": async (fail, value) =>
    rotateWith(value, { listCreated: async () => fail(), handleOf: () => "a", revoke: async () => {} }),
  "rotation's handleOf": async (fail, value) => rotateWith(value, { handleOf: fail }),
  "rotation's notice": async (fail, value) => rotateWith(value, {}, { notify: async () => fail() }),
  "rotation's confirmation": async (fail, value) =>
    rotateWith(
      value,
      {},
      { confirm: { readers: ["a"], seenBy: async () => fail(), everyMs: 1 }, graceMs: 0 },
    ),
  "rotation's lock": async (fail, value) => rotateWith(value, {}, { lock: { acquire: async () => fail() } }),
  "rotation's held lock": async (fail, value) =>
    rotateWith(
      value,
      {},
      { lock: { acquire: async () => ({ mustBeHeld: async () => fail(), release: async () => {} }) } },
    ),
  ...Object.fromEntries(
    (["read", "describe", "put", "promote", "annotate", "retire"] as const).map((call): [string, Failing] => [
      `rotation's store at ${call}`,
      async (fail, value) =>
        rotateWith(value, {}, { store: { ...storeWith(value), [call]: async () => fail() } }),
    ]),
  ),
  "the clock of the store": async (fail, value) => rotateWith(value, {}, { askTime: async () => fail() }),
  "rotation's released lock": async (fail, value) =>
    rotateWith(
      value,
      {},
      { lock: { acquire: async () => ({ mustBeHeld: async () => {}, release: async () => fail() }) } },
    ),
  "a verifier's store": async (fail, value) => [
    await settled(async () =>
      rotation
        .keyVerifier({ store: { ...storeWith(value), describe: async () => fail() }, name: NAME })
        .verify("made-up"),
    ),
  ],
  "a function for AWS": async (fail, value) => {
    const store = storeWith(value);
    await store.put(
      NAME,
      new core.Secret(textOf(value)),
      { idempotencyKey: "2", stage: "pending" },
      context(),
    );
    const issuer = rotation.defineIssuer({ create: async () => fail(), test: async () => fail() });
    const handler = awsRotationHandler(issuer, { store });
    return [
      await settled(async () => handler({ Step: "testSecret", SecretId: NAME, ClientRequestToken: "2" })),
    ];
  },
  "a listener of changes": async (fail, value) => watchChanging(value, fail),
  "a listener of records": async (fail, value) => {
    const store = core.cached(storeWith(value));
    store.onRecord(fail);
    return [...(await loadOf(settings, core.fromStore(store))), store];
  },
  "a redactor's warning": async (fail, value) => {
    const short = new core.Secret("abc");
    const redacting = redactor([short, new core.Secret(textOf(value))], { onWarning: fail });
    return [redacting.redact(`a ${textOf(value)} b`), redacting.redactError(new Error(textOf(value)))];
  },
  "an audit's problem": async (fail, value, { folder }) => {
    const audit = core.auditFile(join(folder, "other.log"), { onHead: fail, onProblem: fail });
    diagnostics.channel("confide:rotate").publish({ event: "none of confide's" });
    const things = await loadOf(settings, core.memory({ key: textOf(value) }));
    await audit.close();
    return [...things, audit];
  },
  "a schedule's listeners": async (fail, value) => {
    const issuer = rotation.defineIssuer({ create: async () => fail(), apply: async () => {} });
    const at = { store: storeWith(value), name: NAME, issuer, graceMs: 0, everyMs: 86_400_000 };
    const schedule = rotation.schedule({ ...at, onTurn: fail, onError: fail });
    await new Promise((resolve) => setTimeout(resolve, 5));
    return [await settled(async () => schedule.close())];
  },
  "a redacted error": async (fail, value) => {
    const { redactError, redactObject } = redactor(new core.Secret(textOf(value)));
    return [redactError(thrownBy(fail)), redactObject({ error: thrownBy(fail) })];
  },
};

/** What is done with a value. A new use is one line. */
export const takingTargets: Readonly<Record<string, Taking>> = {
  ...Object.fromEntries(
    Object.entries(schemas.schemasThatRefuse).map(([name, make]): [string, Taking] => [
      `a schema's ${name}`,
      async (value) => loadOf(schemas.secretOf(make()), core.memory({ key: value })),
    ]),
  ),
  "a loaded configuration": async (value) => loadOf(settings, core.memory({ key: textOf(value) })),
  "an environment": async (value) => loadOf(settings, core.env({ from: { KEY: textOf(value) } })),
  arguments: async (value) => loadOf(settings, core.args({ from: ["--key", textOf(value)] })),
  "arguments of a group": async (value) =>
    loadOf(schemas.groupOf(), core.args({ from: ["--group", textOf(value)] })),
  "a group's text": async (value) => loadOf(schemas.groupOf(), core.env({ from: { GROUP: textOf(value) } })),
  ...Object.fromEntries(
    ["json", "yaml", "toml"].flatMap((ending): [string, Taking][] => [
      [`a ${ending} file that is only a value`, async (value, world) => loadFile(world, ending, value)],
      [
        `a ${ending} file with a broken value`,
        async (value, world) => loadFile(world, ending, brokenDocument(value)),
      ],
    ]),
  ),
  "a .env file that is only a value": async (value, { folder }) => {
    const path = input(folder, ".env", value);
    return loadOf(settings, core.dotenv(path), core.dotenv(path, { expand: true, strict: true }));
  },
  "a .env file with a value": async (value, { folder }) =>
    loadOf(
      settings,
      core.dotenv(input(folder, ".env", `KEY="${textOf(value)}\nOTHER=${textOf(value)}`), { expand: true }),
    ),
  "a setting that is marked as deprecated": async (value) =>
    loadOf(schemas.deprecated(), core.memory({ key: textOf(value) })),
  "a store's property": async (value) =>
    loadOf(settings, core.fromStore(storeWith(value), { refs: { key: `${NAME}#a` } })),
  "a store's deep property": async (value) =>
    loadOf(settings, core.fromStore(storeWith(value), { refs: { key: `${NAME}#/a/b` } })),
  "a store that fills a group": async (value) =>
    loadOf(schemas.groupOf(), core.fromStore(storeWith(value), { refs: { group: NAME } })),
  "a store, cached": async (value) => {
    const store = core.cached(storeWith(value));
    return [
      ...(await loadOf(settings, core.fromStore(store))),
      store,
      await store.get({ name: NAME }, context()),
    ];
  },
  "a value that changes": async (value) => watchChanging(value),
  "a redactor of a Secret with its value as its name": async (value) => {
    const it = textOf(value);
    const secret = new core.Secret(it, it);
    const { redact, redactObject, redactError } = redactor([secret], { onWarning: () => {} });
    return [redact(`a ${it} b`), redactObject({ [it]: `a ${it} b` }), redactError(new Error(`a ${it} b`))];
  },
  "a rotation": async (value) => rotateWith(value, {}),
  "a rotation that is asked about": async (value) => {
    const store = storeWith(value);
    const verifier = rotation.keyVerifier({ store, name: NAME });
    return [await settled(async () => rotation.rotationStatus({ store, name: NAME })), verifier];
  },
  "a redactor": async (value) => {
    const warnings: string[] = [];
    const secret = new core.Secret(textOf(value));
    const redacting = redactor(secret, { onWarning: (warning) => void warnings.push(warning) });
    return [redacting, warnings, redacting.stream(), redacting.chunks(), redactor([secret, secret])];
  },
};

export function textOf(value: Value["value"]): string {
  return typeof value === "string" ? value : Buffer.from(value).toString("latin1");
}

async function load(from: core.Source): Promise<Things> {
  return loadOf(settings, from);
}

/** Everything that a program can ask about a definition. */
async function loadOf(schema: typeof settings, ...sources: readonly core.Source[]): Promise<Things> {
  const definition = { schema, sources };
  const config = (await settled(async () => core.loadConfig(definition, { timeoutMs: 1_000 }))) as object;
  const problems = await settled(async () => core.checkConfig(definition, { timeoutMs: 1_000 }));
  return [
    config,
    problems,
    settled(() => core.loadConfigSync(definition as core.Definition<typeof schema, core.SyncSource>)),
    settled(() => core.formatProblems(problems as readonly core.Problem[])),
    settled(() => core.explain(config)),
    settled(() => core.explain(config, { values: true })),
    settled(() => core.formatExplanation(core.explain(config, { values: true }))),
    settled(() => core.envExample({ schema })),
    settled(() => core.policiesOf(definition)),
  ];
}

async function loadFile({ folder }: World, ending: string, content: Value["value"]): Promise<Things> {
  return loadOf(settings, core.file(input(folder, `file.${ending}`, content)));
}

function brokenDocument(value: Value["value"]): string {
  return `{ "key": "${textOf(value)}\n  key: ${textOf(value)}\nkey = ${textOf(value)}`;
}

function input(folder: string, name: string, content: Value["value"]): string {
  const path = join(folder, `input-${name}`);
  writeFileSync(path, content);
  return path;
}

function source(): core.SyncSource {
  return {
    name: "it",
    locate: ({ name }) => name,
    read: async () => ({ answers: [] }),
    readSync: () => ({ answers: [] }),
  };
}

function withGetter(from: core.SyncSource, get: Fail): core.SyncSource {
  const readSync = () => Object.defineProperty({ answers: [] }, "answers", { get });
  return { ...from, readSync, read: async () => readSync() };
}

function storeWith(value: Value["value"]) {
  return memoryStore({ [NAME]: value });
}

/** Good at first; then it fails. */
async function watchFailing(fail: Fail): Promise<Things> {
  let isFailing = false;
  const held = storeWith("first");
  const store: adapter.WritableSecretStore = {
    ...held,
    get: async (...given) => (isFailing ? fail() : held.get(...given)),
    describe: async (...given) => (isFailing ? fail() : held.describe(...given)),
  };
  await using live = await core.watchConfig(
    { schema: settings, sources: [core.fromStore(store)] },
    { everyMs: 3_600_000 },
  );
  isFailing = true;
  return [await live.refresh(), live.problems, live, live.current];
}

async function watchChanging(value: Value["value"], listener?: Fail): Promise<Things> {
  const store = storeWith(textOf(value));
  await using live = await core.watchConfig(
    { schema: settings, sources: [core.fromStore(store)] },
    { everyMs: 3_600_000 },
  );
  const changes: unknown[] = [];
  live.onChange((change) => void changes.push(change));
  if (listener) live.onChange(listener);
  await store.put(
    NAME,
    new core.Secret(`${textOf(value)}2`),
    { idempotencyKey: "2", stage: "current" },
    context(),
  );
  await live.refresh();
  return [live, live.current, changes, store];
}

type More = Partial<rotation.RotateOptions>;

/** A rotation whose new value holds the old one; then its status, its end, and what a verifier of its keys says. */
async function rotateWith(
  value: Value["value"],
  more: Partial<rotation.Issuer>,
  options: More = {},
): Promise<Things> {
  const store = options.store ?? storeWith(value);
  const issuer = rotation.defineIssuer({
    create: async () => new core.Secret<string | Uint8Array>(`${textOf(value)}-new`),
    apply: async () => {},
    ...more,
  });
  const all = { store, name: NAME, issuer, timeoutMs: 500, ...options };
  return [
    await settled(async () => rotation.rotate(all)),
    await settled(async () => rotation.rotationStatus(all)),
    await settled(async () => rotation.endGrace({ ...all, now: true })),
    await settled(async () => rotation.abortRotation(all)),
    issuer,
  ];
}

function context(): adapter.CallContext {
  return { signal: new AbortController().signal, deadlineMs: Date.now() + 10_000, attempt: 1 };
}

function settled(run: () => unknown): unknown {
  try {
    const result = run();
    return result instanceof Promise ? result.catch((error: unknown) => error) : result;
  } catch (error) {
    return error;
  }
}

function thrownBy(fail: Fail): unknown {
  return settled(fail);
}
