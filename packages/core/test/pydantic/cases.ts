import * as z from "zod";

import { secret } from "@confide/core";

/** One input for both: what stands in the environment, in `.env` files and in folders of secrets. */
export interface Case {
  readonly title: string;
  /** The body of a Python module that defines `Settings` with `model_config = config`. */
  readonly model: string;
  /** pydantic's own settings for it. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly schema: z.ZodType;
  readonly env?: Readonly<Record<string, string>>;
  /** The first wins, here; the runner turns them round for pydantic. */
  readonly dotenv?: readonly string[];
  /** By path; the first segment is the folder that is given as the source. */
  readonly files?: Readonly<Record<string, string>>;
  /** confide's `prefix` and `delimiter`; left out, `delimiter` is `__` as pydantic has it below. */
  readonly naming?: { readonly prefix?: string; readonly delimiter?: string };
  /** Left out: both give the same value, or both refuse the same settings. Else why they differ, for the table in docs. */
  readonly differs?: string;
}

const nested = { env_nested_delimiter: "__" };

function model(...fields: readonly string[]): string {
  return `class Settings(BaseSettings):\n    model_config = config\n${fields.map((field) => `    ${field}\n`).join("")}`;
}

const database = (body: string, field = "database: Database") =>
  `class Database(BaseModel):\n    ${body.replaceAll("; ", "\n    ")}\n\n${model(field)}`;
const hostAndPort = database("host: str; port: int = 5432");
const hostAndPortSchema = z.object({
  database: z.object({ host: z.string(), port: z.number().int().default(5432) }),
});

function one(title: string, type: string, schema: z.ZodType, text: string, differs?: string): Case {
  return {
    title,
    model: model(`value: ${type}`),
    schema: z.object({ value: schema }),
    env: { VALUE: text },
    ...(differs !== undefined && { differs }),
  };
}

const spellings: readonly Case[] = [
  one("text", "str", z.string(), "a b "),
  one("an integer", "int", z.number().int(), "42"),
  one("an integer with a sign and spaces", "int", z.number().int(), " -42 "),
  one("an integer with a point and zeros", "int", z.number().int(), "42.0"),
  one("an integer with a fraction", "int", z.number().int(), "42.5"),
  one(
    "an integer with underscores",
    "int",
    z.number().int(),
    "1_000",
    "1_000 is a typo as often as a number",
  ),
  one("hexadecimal", "int", z.number().int(), "0x10"),
  one("a number", "float", z.number(), "1.5e3"),
  one("NaN", "float", z.number(), "NaN", "a setting that is no number is refused"),
  one("Infinity", "float", z.number(), "Infinity", "a setting that is no number is refused"),
  ...["true", "True", "1", "yes", "on", "t", "y", "false", "0", "no", "off", "f", "n"].map((text) =>
    one(`boolean ${text}`, "bool", z.boolean(), text),
  ),
  ...["enabled", "disabled"].map((text) =>
    one(`boolean ${text}`, "bool", z.boolean(), text, "enabled and disabled are spellings too"),
  ),
  one("no boolean", "bool", z.boolean(), "maybe"),
  one("a boolean with spaces", "bool", z.boolean(), " true ", "booleans are trimmed as numbers are"),
  one("a list as JSON", "List[int]", z.array(z.number()), "[1, 2]"),
  one("a list between commas", "List[str]", z.array(z.string()), "a,b", "a list may be written with commas"),
  one("a list that is no JSON", "List[int]", z.array(z.number()), "[1,"),
  one(
    "a set as JSON",
    "Set[int]",
    z.set(z.number()).transform((set) => [...set]),
    "[1, 2, 2]",
  ),
  one("a dict as JSON", "Dict[str, int]", z.record(z.string(), z.number()), '{"a": 1}'),
  one(
    "a dict as pairs",
    "Dict[str, int]",
    z.record(z.string(), z.number()),
    "a=1,b=2",
    "a record may be written as pairs",
  ),
  one("text in a JSON list of numbers", "List[int]", z.array(z.number()), '["1", "2"]'),
  one("a literal", 'Literal["a", "b"]', z.enum(["a", "b"]), "b"),
  one("no literal", 'Literal["a", "b"]', z.enum(["a", "b"]), "c"),
  one(
    "a numeric literal",
    "Literal[1, 2]",
    z.literal([1, 2]),
    "2",
    "text is decoded to a number that is among the values",
  ),
  one(
    "a union of int and str",
    "Union[int, str]",
    z.union([z.number(), z.string()]),
    "5",
    "a string that spells a number exactly is a number; pydantic keeps the exact type, a string",
  ),
  one(
    "null for an optional number",
    "Optional[int]",
    z.number().nullable(),
    "null",
    "null is a value where the setting is nullable and not text",
  ),
  one("null for an optional text", "Optional[str]", z.string().nullable(), "null"),
];

const presence: readonly Case[] = [
  {
    title: "a default",
    model: model("port: int = 3000"),
    schema: z.object({ port: z.number().default(3000) }),
  },
  {
    title: "missing",
    model: model("port: int", "host: str"),
    schema: z.object({ port: z.number(), host: z.string() }),
  },
  {
    title: "several invalid at once",
    model: model("a: int", "b: bool"),
    schema: z.object({ a: z.number(), b: z.boolean() }),
    env: { A: "x", B: "x" },
  },
  {
    title: "empty text",
    model: model("host: str = 'h'"),
    schema: z.object({ host: z.string().default("h") }),
    env: { HOST: "" },
    differs: "empty text is missing (pydantic's env_ignore_empty)",
  },
  {
    title: "empty text, ignored by both",
    model: model("host: str = 'h'"),
    config: { env_ignore_empty: true },
    schema: z.object({ host: z.string().default("h") }),
    env: { HOST: "" },
  },
  {
    title: "case",
    model: model("host: str = 'h'"),
    schema: z.object({ host: z.string().default("h") }),
    env: { host: "lower" },
    differs: "names are exact in case (pydantic's case_sensitive)",
  },
  {
    title: "an unknown name in .env",
    model: model("host: str"),
    schema: z.object({ host: z.string() }),
    dotenv: ["HOST=h\nOTHER=1"],
    differs: "a name that is nearly a setting's is a warning; `strict: true` refuses every unknown name",
  },
  {
    title: "an unknown name in .env, let pass",
    model: model("host: str"),
    config: { extra: "ignore" },
    schema: z.object({ host: z.string() }),
    dotenv: ["HOST=h\nOTHER=1"],
  },
];

const order: readonly Case[] = [
  {
    title: "env before .env",
    model: model("a: str", "b: str"),
    schema: z.object({ a: z.string(), b: z.string() }),
    env: { A: "env" },
    dotenv: ["A=file\nB=file"],
  },
  {
    title: ".env before a folder of secrets",
    model: model("a: str"),
    schema: z.object({ a: z.string() }),
    dotenv: ["A=file"],
    files: { "secrets/a": "folder" },
  },
  {
    title: "several .env files",
    model: model("a: str", "b: str"),
    schema: z.object({ a: z.string(), b: z.string() }),
    dotenv: ["A=first", "A=second\nB=second"],
  },
  {
    title: "a prefix",
    model: model("host: str"),
    config: { env_prefix: "APP_" },
    naming: { prefix: "APP_" },
    schema: z.object({ host: z.string() }),
    env: { APP_HOST: "h", HOST: "no" },
  },
  {
    title: "an alias",
    model: model('url: str = Field(validation_alias="PG_URL")'),
    schema: z.object({ url: z.string().meta({ env: "PG_URL" }) }),
    env: { PG_URL: "pg", URL: "no" },
  },
  {
    title: "an alias has no prefix",
    model: model('url: str = Field(validation_alias="PG_URL")'),
    config: { env_prefix: "APP_" },
    naming: { prefix: "APP_" },
    schema: z.object({ url: z.string().meta({ env: "PG_URL" }) }),
    env: { PG_URL: "pg" },
  },
  {
    title: "several aliases, the first wins",
    model: model('url: str = Field(validation_alias=AliasChoices("PG_URL", "DATABASE_URL"))'),
    schema: z.object({ url: z.string().meta({ env: ["PG_URL", "DATABASE_URL"] }) }),
    env: { DATABASE_URL: "second", PG_URL: "first" },
  },
  {
    title: "several aliases, the second alone",
    model: model('url: str = Field(validation_alias=AliasChoices("PG_URL", "DATABASE_URL"))'),
    schema: z.object({ url: z.string().meta({ env: ["PG_URL", "DATABASE_URL"] }) }),
    env: { DATABASE_URL: "second" },
  },
];

const nesting: readonly Case[] = [
  {
    title: "nested names",
    model: hostAndPort,
    config: nested,
    schema: hostAndPortSchema,
    env: { DATABASE__HOST: "h", DATABASE__PORT: "1" },
  },
  {
    title: "a group as JSON",
    model: hostAndPort,
    config: nested,
    schema: hostAndPortSchema,
    env: { DATABASE: '{"host": "h", "port": 1}' },
  },
  {
    title: "JSON and a deeper name, which wins",
    model: hostAndPort,
    config: nested,
    schema: hostAndPortSchema,
    env: { DATABASE: '{"host": "h", "port": 1}', DATABASE__PORT: "2" },
  },
  {
    title: "JSON in .env, a deeper name in env",
    model: hostAndPort,
    config: nested,
    schema: hostAndPortSchema,
    env: { DATABASE__PORT: "2" },
    dotenv: ['DATABASE={"host": "h", "port": 1}'],
  },
  {
    title: "a deeper name in .env, JSON in env",
    model: hostAndPort,
    config: nested,
    schema: hostAndPortSchema,
    env: { DATABASE: '{"host": "h"}' },
    dotenv: ["DATABASE__PORT=2"],
  },
  {
    title: "text for numbers inside JSON",
    model: hostAndPort,
    config: nested,
    schema: hostAndPortSchema,
    env: { DATABASE: '{"host": "h", "port": "1"}' },
  },
  {
    title: "a group that is no JSON",
    model: hostAndPort,
    config: nested,
    schema: hostAndPortSchema,
    env: { DATABASE: "nonsense" },
  },
  {
    title: "a missing part of a group",
    model: hostAndPort,
    config: nested,
    schema: hostAndPortSchema,
    env: { DATABASE__PORT: "1" },
  },
  {
    title: "a missing group",
    model: hostAndPort,
    config: nested,
    schema: hostAndPortSchema,
    differs: "each setting of a missing group is reported, not the group",
  },
  {
    title: "an optional group, absent",
    model: database("host: str", "database: Optional[Database] = None"),
    config: nested,
    schema: z.object({ database: z.object({ host: z.string() }).nullable().default(null) }),
  },
  {
    title: "an optional group, of which a part is there",
    model: database("host: str; port: int", "database: Optional[Database] = None"),
    config: nested,
    schema: z.object({ database: z.object({ host: z.string(), port: z.number() }).nullable().default(null) }),
    env: { DATABASE__HOST: "h" },
  },
  {
    title: "a default object, one of whose settings is given",
    model: database("host: str = 'h'; port: int = 1", "database: Database = Database(host='other', port=2)"),
    config: { ...nested, nested_model_default_partial_update: true },
    schema: z.object({
      database: z.object({ host: z.string(), port: z.number() }).default({ host: "other", port: 2 }),
    }),
    env: { DATABASE__PORT: "3" },
  },
  {
    title: "a default object, one of whose settings is given, without partial update",
    model: database("host: str = 'h'; port: int = 1", "database: Database = Database(host='other', port=2)"),
    config: nested,
    schema: z.object({
      database: z.object({ host: z.string(), port: z.number() }).default({ host: "other", port: 2 }),
    }),
    env: { DATABASE__PORT: "3" },
    differs:
      "a group's default object always is the last source of its settings (pydantic's nested_model_default_partial_update)",
  },
  {
    title: "two levels",
    model: `class Pool(BaseModel):\n    size: int\n\nclass Database(BaseModel):\n    pool: Pool\n\n${model("database: Database")}`,
    config: nested,
    schema: z.object({ database: z.object({ pool: z.object({ size: z.number() }) }) }),
    env: { DATABASE__POOL__SIZE: "5" },
  },
  {
    title: "a discriminated union",
    model: `class Redis(BaseModel):\n    type: Literal["redis"]\n    url: str\n\nclass Memory(BaseModel):\n    type: Literal["memory"]\n    size: int\n\n${model('cache: Union[Redis, Memory] = Field(discriminator="type")')}`,
    config: nested,
    schema: z.object({
      cache: z.discriminatedUnion("type", [
        z.object({ type: z.literal("redis"), url: z.string() }),
        z.object({ type: z.literal("memory"), size: z.number() }),
      ]),
    }),
    env: { CACHE__TYPE: "memory", CACHE__SIZE: "5" },
  },
];

const folders: readonly Case[] = [
  {
    title: "a folder of secrets",
    model: model("password: str"),
    schema: z.object({ password: secret(z.string()) }),
    files: { "secrets/password": "pw" },
  },
  {
    title: "upper case in a folder",
    model: model("password: str"),
    schema: z.object({ password: secret(z.string()) }),
    files: { "secrets/PASSWORD": "pw" },
  },
  {
    title: "a final line end",
    model: model("password: str"),
    schema: z.object({ password: secret(z.string()) }),
    files: { "secrets/password": "pw\n" },
  },
  {
    title: "spaces at the end",
    model: model("password: str"),
    schema: z.object({ password: secret(z.string()) }),
    files: { "secrets/password": "pw  \n\n" },
    differs: "one final line end is taken off and nothing else, pydantic strips all white space",
  },
  {
    title: "an empty file",
    model: model("password: str"),
    schema: z.object({ password: secret(z.string()) }),
    files: { "secrets/password": "" },
  },
  {
    title: "JSON in a file",
    model: model("hosts: List[str]"),
    schema: z.object({ hosts: z.array(z.string()) }),
    files: { "secrets/hosts": '["a"]' },
  },
  {
    title: "several folders",
    model: model("a: str", "b: str"),
    schema: z.object({ a: z.string(), b: z.string() }),
    files: { "one/a": "1", "two/b": "2" },
  },
  {
    title: "a missing file",
    model: model("a: str", "b: str"),
    schema: z.object({ a: z.string(), b: z.string() }),
    files: { "one/a": "1" },
  },
];

export const cases: readonly Case[] = [...spellings, ...presence, ...order, ...nesting, ...folders];
