// Small projects as people have them, one of each kind. No value of a `.env` may come out of any: each is a canary.

export interface InitProject {
  readonly files: Readonly<Record<string, string>>;
  /** Where the definition is expected. */
  readonly config: string;
  readonly test: string;
  /** How the test names the definition. */
  readonly specifier: string;
  /** What the definition's settings are expected to be, the text between the braces of `z.object({`. */
  readonly settings: string;
  /** Codes and settings of what is left to do. */
  readonly todos?: readonly string[];
  /** What is expected of the sources, besides `env()`. */
  readonly sources?: string;
  /** The environment in which it loads. */
  readonly env: Readonly<Record<string, string>>;
}

const strict =
  '"compilerOptions": { "strict": true, "noEmit": true, "module": "esnext", "moduleResolution": "bundler" }';

export const INIT_PROJECTS: Readonly<Record<string, InitProject>> = {
  "t3-env in a Next.js app": {
    files: {
      "package.json":
        '{ "type": "module", "packageManager": "pnpm@10.1.0", "dependencies": { "next": "15", "@t3-oss/env-nextjs": "0.13", "zod": "^3.24.0" }, "devDependencies": { "typescript": "^5", "vitest": "^3" } }',
      "tsconfig.json": `{ /* by Next.js */ ${strict}, }`,
      "src/env.ts": `import { createEnv } from "@t3-oss/env-nextjs";
import { z } from "zod/v4";
import { levels } from "./levels";

const shared = { LOG_LEVEL: z.enum(levels).default("info") };
const isBuild = process.env.NEXT_PHASE === "build";

export const env = createEnv({
  server: {
    ...shared,
    DATABASE_URL: z.string().url(),
    AUTH_SECRET: isBuild ? z.string().optional() : z.string(),
    PORT: z.coerce.number().int().default(3000),
    S3BUCKET: z.string().min(1),
    STRIPE_KEY: z.string().startsWith("sk_").default("canary-1"),
    FLAG: z.string().transform((text) => text === "on").optional(),
    AFTER: z.string().refine((text) => text !== env.DATABASE_URL),
  },
  client: { NEXT_PUBLIC_SITE: z.string().url() },
  runtimeEnv: { AUTH_SECRET: process.env.NEXTAUTH_SECRET, PORT: process.env.PORT ?? process.env.HTTP_PORT },
});
`,
      "src/levels.ts": 'export const levels = ["info", "debug"] as const;\n',
      ".env": "DATABASE_URL=postgres://shop:canary-2@db.example/shop\nEXTRA_TOKEN=canary-3\nWORKERS=4\n",
    },
    config: "confide.config.ts",
    test: "confide.config.test.ts",
    specifier: "./confide.config",
    settings: `
    LOG_LEVEL: z.enum(levels).default("info"),
    DATABASE_URL: secret(z.string().url()),
    AUTH_SECRET: secret((isBuild ? z.string().optional() : z.string()).meta({ env: "NEXTAUTH_SECRET" })),
    PORT: z.number().int().default(3000).meta({ env: ["PORT", "HTTP_PORT"] }),
    S3BUCKET: z.string().min(1).meta({ env: "S3BUCKET" }),
    // TODO STRIPE_KEY: its default isn't here, as a secret's belongs in no file
    STRIPE_KEY: secret(z.string().startsWith("sk_")),
    FLAG: z.string().transform((text) => text === "on").optional(),
    // TODO AFTER: its schema needs env, which can't be moved here
    AFTER: z.string(),
    NEXT_PUBLIC_SITE: z.string().url(),
    EXTRA_TOKEN: secret(z.string()),
    WORKERS: z.int(),
`,
    todos: ["STRIPE_KEY", "AFTER"],
    env: {
      NEXTAUTH_SECRET: "s",
      S3BUCKET: "b",
      STRIPE_KEY: "sk_x",
      AFTER: "a",
      NEXT_PUBLIC_SITE: "https://a.example",
    },
  },
  "envalid in an Express app without TypeScript": {
    files: {
      "package.json":
        '{ "dependencies": { "express": "5", "envalid": "8" }, "scripts": { "test": "node --test" } }',
      "package-lock.json": "{}",
      "config/env.js": `const { cleanEnv, str, port, bool, num, url, email, json, makeValidator } = require("envalid");
const even = makeValidator((text) => text);
module.exports = cleanEnv(process.env, {
  NODE_ENV: str({ choices: ["development", "test", "production"], default: "development" }),
  PORT: port({ default: 3000, desc: "Where it listens" }),
  VERBOSE: bool({ default: false }),
  RATE: num({ devDefault: 1 }),
  API_URL: url(),
  API_KEY: str({ default: "canary-1" }),
  MAIL: email({ default: undefined }),
  EXTRA: json({ default: {} }),
  EVEN: even(),
});
`,
      "config/env.test.js": "",
    },
    config: "confide.config.mjs",
    test: "config/confide.config.test.mjs",
    specifier: "../confide.config.mjs",
    settings: `
    NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
    PORT: z.int().min(1).max(65_535).describe("Where it listens").default(3000),
    VERBOSE: z.boolean().default(false),
    // TODO RATE: its devDefault of envalid isn't here
    RATE: z.number(),
    API_URL: z.url(),
    // TODO API_KEY: its default isn't here, as a secret's belongs in no file
    API_KEY: secret(z.string()),
    MAIL: z.email().optional(),
    // TODO EXTRA: its default is no literal
    EXTRA: z.json().optional(),
    // TODO EVEN: envalid's even is no check of zod's
    EVEN: z.string(),
`,
    todos: ["RATE", "API_KEY", "EXTRA", "EVEN"],
    env: { RATE: "2", API_URL: "https://a.example", API_KEY: "k", EVEN: "x", EXTRA: '{"a":1}' },
  },
  "convict with groups": {
    files: {
      "package.json": '{ "type": "module", "dependencies": { "convict": "6" } }',
      "yarn.lock": "",
      "config.js": `import convict from "convict";
export const config = convict({
  env: { doc: "Where it runs.", format: ["production", "development"], default: "development", env: "NODE_ENV" },
  port: { format: "port", default: 8080, env: "PORT", arg: "port" },
  db: {
    host: { format: String, default: "localhost", env: "DB_HOST" },
    pool: { size: { format: "nat", default: 10, env: "POOL_SIZE" } },
    password: { format: String, default: null, sensitive: true, env: "DB_PASSWORD" },
  },
  mail: { from: { format: "email", default: "a@example.com" }, odd: { format: (value) => value, default: "x" } },
  ttl: 300,
});
`,
    },
    config: "confide.config.js",
    test: "confide.config.test.js",
    specifier: "./confide.config.js",
    settings: `
    env: z.enum(["production", "development"]).describe("Where it runs.").default("development").meta({ env: "NODE_ENV" }),
    // TODO PORT: its arg --port isn't here: args() in sources takes its place
    port: z.int().min(0).max(65_535).default(8080),
    db: z.object({
      host: z.string().default("localhost"),
      pool: z.object({
        size: z.int().min(0).default(10).meta({ env: "POOL_SIZE" }),
      }),
      password: secret(z.string()),
    }),
    mail: z.object({
      from: z.email().default("a@example.com"),
      // TODO MAIL_ODD: its format of convict is no check of zod's
      odd: z.string().default("x"),
    }),
    ttl: z.number().default(300),
`,
    todos: ["PORT", "MAIL_ODD"],
    env: { DB_PASSWORD: "p", POOL_SIZE: "3" },
  },
  "@nestjs/config with Joi": {
    files: {
      "package.json":
        '{ "dependencies": { "@nestjs/core": "11", "@nestjs/config": "4", "joi": "17" }, "devDependencies": { "jest": "29", "@types/jest": "29", "typescript": "5" }, "jest": { "rootDir": "src", "testRegex": ".*\\\\.spec\\\\.ts$" } }',
      "tsconfig.json": '{ "compilerOptions": { "module": "nodenext", "outDir": "./dist", "strict": true } }',
      "src/app.module.ts": `import { Module } from "@nestjs/common";
import { ConfigModule } from "@nestjs/config";
import { validationSchema } from "./config/schema";

@Module({ imports: [ConfigModule.forRoot({ isGlobal: true, validationSchema })] })
export class AppModule {}
`,
      "src/config/schema.ts": `import * as Joi from "joi";
export const validationSchema = Joi.object({
  NODE_ENV: Joi.string().valid("development", "production").default("development"),
  PORT: Joi.number().port().default(3000),
  DATABASE_URL: Joi.string().uri().required(),
  RETRIES: Joi.number().integer().min(1).max(9).required().description("How often"),
  NAME: Joi.string().pattern(/^[a-z]+$/),
  SIZE: Joi.string().when("NAME", { is: "a", then: Joi.required() }),
});
`,
    },
    config: "src/confide.config.ts",
    test: "src/confide.config.spec.ts",
    specifier: "./confide.config",
    settings: `
    NODE_ENV: z.enum(["development", "production"]).default("development"),
    PORT: z.int().min(0).max(65_535).default(3000),
    DATABASE_URL: secret(z.url()),
    RETRIES: z.int().min(1).max(9).describe("How often"),
    NAME: z.string().regex(/^[a-z]+$/).optional(),
    // TODO SIZE: Joi's when isn't here
    SIZE: z.string().optional(),
`,
    todos: ["SIZE"],
    env: { DATABASE_URL: "postgres://db.example/shop", RETRIES: "3" },
  },
  "@nestjs/config with class-validator": {
    files: {
      "package.json":
        '{ "dependencies": { "@nestjs/core": "11", "@nestjs/config": "4" }, "devDependencies": { "vitest": "3" } }',
      "tsconfig.json": '{ "compilerOptions": { "module": "nodenext", "noEmit": true } }',
      "src/app.module.ts": `import { ConfigModule } from "@nestjs/config";
import { validate } from "src/env.validation";
export const config = ConfigModule.forRoot({ validate });
`,
      "src/env.validation.ts": `import { plainToInstance } from "class-transformer";
import { IsEnum, IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min, ValidateIf, validateSync } from "class-validator";

enum Environment { Development = "development", Production = "production" }

class EnvironmentVariables {
  @IsEnum(Environment)
  NODE_ENV: Environment = Environment.Development;
  @IsInt() @Min(0) @Max(65535)
  PORT: number = 3000;
  @IsString() @IsUrl()
  API_URL!: string;
  @IsString() @Matches(/^k/)
  API_KEY!: string;
  @IsOptional() @IsString()
  REGION?: string;
  @ValidateIf((it) => it.REGION) @IsString()
  ZONE!: string;
}

export function validate(config: Record<string, unknown>) {
  const validated = plainToInstance(EnvironmentVariables, config, { enableImplicitConversion: true });
  const errors = validateSync(validated);
  if (errors.length > 0) throw new Error(errors.toString());
  return validated;
}
`,
    },
    config: "confide.config.ts",
    test: "confide.config.spec.ts",
    specifier: "./confide.config",
    settings: `
    NODE_ENV: z.enum(["development", "production"]).default("development"),
    PORT: z.int().min(0).max(65535).default(3000),
    API_URL: z.url(),
    API_KEY: secret(z.string().regex(/^k/)),
    REGION: z.string().optional(),
    // TODO ZONE: class-validator's ValidateIf isn't here
    ZONE: z.string(),
`,
    todos: ["ZONE"],
    env: { API_URL: "https://a.example", API_KEY: "k1", ZONE: "z" },
  },
  "@nestjs/config with a zod validate": {
    files: {
      "package.json":
        '{ "dependencies": { "@nestjs/config": "4", "zod": "^4.1.0" }, "devDependencies": { "typescript": "5", "vitest": "3" } }',
      "src/main.ts": `import { ConfigModule } from "@nestjs/config";
import { z } from "zod";
const schema = z.object({ PORT: z.coerce.number().default(3000), SESSION_SECRET: z.string().min(8) });
export const config = ConfigModule.forRoot({ validate: (values) => schema.parse(values) });
`,
    },
    config: "confide.config.ts",
    test: "confide.config.test.ts",
    specifier: "./confide.config",
    settings: `
    PORT: z.number().default(3000),
    SESSION_SECRET: secret(z.string().min(8)),
`,
    env: { SESSION_SECRET: "made-up-and-long" },
  },
  "zod by hand": {
    files: {
      "package.json":
        '{ "type": "module", "dependencies": { "zod": "^4" }, "devDependencies": { "typescript": "7" } }',
      "tsconfig.json":
        '{ "compilerOptions": { "module": "nodenext", "noEmit": true, "strict": true, "allowImportingTsExtensions": true } }',
      "bun.lock": "",
      "lib/env.ts": `import * as z from "zod";
const Env = z.strictObject({ HOST: z.string().default("localhost"), TIMEOUT_MS: z.coerce.number() });
export const env = Env.parse(process.env);
`,
    },
    config: "confide.config.ts",
    test: "confide.config.test.ts",
    specifier: "./confide.config.ts",
    settings: `
    HOST: z.string().default("localhost"),
    TIMEOUT_MS: z.number(),
`,
    env: { TIMEOUT_MS: "5" },
  },
  "only a .env and a .env.example": {
    files: {
      "package.json": '{ "type": "module", "devDependencies": { "vitest": "3" } }',
      "bun.lock": "",
      ".env": `PORT=8080
DATABASE_URL=postgres://shop:canary-1@db.example/\${NAME}
SEARCH_URL="https://user:canary-2@search.example"
SITE_URL=https://canary-3.example
SESSION_SECRET=canary-4
ALLOWED_HOSTS=canary-5,canary-6
DEBUG=true
RETRIES=three
EMPTY=
TOKEN_TTL=60
NAME=canary-7
`,
      ".env.example": "# Mine.\nPORT=3000\n\nSENTRY_DSN=\n",
    },
    config: "confide.config.js",
    test: "confide.config.test.js",
    specifier: "./confide.config.js",
    settings: `
    port: z.int().min(0).max(65_535),
    databaseUrl: secret(z.url()),
    searchUrl: secret(z.url()),
    siteUrl: z.url(),
    sessionSecret: secret(z.string()),
    allowedHosts: z.array(z.string()),
    debug: z.boolean(),
    retries: z.string(),
    empty: z.string().optional(),
    tokenTtl: z.int(),
    name: z.string(),
    sentryDsn: secret(z.string()).optional(),
`,
    env: {},
  },
  "envalid by other names, in TypeScript of a CommonJS package": {
    files: {
      "package.json":
        '{ "type": "commonjs", "dependencies": { "envalid": "8" }, "devDependencies": { "typescript": "5", "vitest": "3" } }',
      "tsconfig.json": `{ ${strict} }`,
      "env.ts": `import { cleanEnv as clean, str as text, port as listening } from "envalid";
import * as envalid from "envalid";
export const env = clean(process.env, {
  NAME: text({ default: 5 }),
  PORT: listening({ default: "3000" }),
  RATE: envalid.num({ default: "many" }),
  VERBOSE: envalid.bool({ default: "true" }),
  LEVEL: text({ choices: ["low", "high"], default: "middle" }),
}, { reporter: () => undefined });
`,
    },
    config: "confide.config.mts",
    test: "confide.config.test.mts",
    specifier: "./confide.config.mjs",
    settings: `
    // TODO envalid's { reporter: () => undefined } isn't here
    NAME: z.string().default("5"),
    PORT: z.int().min(1).max(65_535).default(3000),
    // TODO RATE: its default isn't here, as its type doesn't take it
    RATE: z.number().optional(),
    VERBOSE: z.boolean().default(true),
    // TODO LEVEL: its default isn't here, as its type doesn't take it
    LEVEL: z.enum(["low", "high"]).optional(),
`,
    todos: ["envalid's { reporter", "RATE", "LEVEL"],
    env: {},
  },
  "envalid as a whole by require, and another": {
    files: {
      "package.json": '{ "type": "commonjs", "dependencies": { "envalid": "8" } }',
      "env.js": `const envalid = require("envalid");
module.exports = envalid.cleanEnv(process.env, { HOST: envalid.host({ default: "localhost", example: "shop.example" }) });
`,
      "jobs/env.js": `const { cleanEnv: clean, num } = require("envalid");
module.exports = clean(process.env, { RETRIES: num() });
`,
    },
    config: "confide.config.mjs",
    test: "confide.config.test.mjs",
    specifier: "./confide.config.mjs",
    settings: `
    // TODO another schema of envalid isn't here: that in jobs/env.js
    // TODO HOST: its example of envalid isn't here
    HOST: z.string().default("localhost"),
`,
    todos: ["another schema of envalid isn't here", "HOST"],
    env: {},
  },
  "t3-env by require": {
    files: {
      "package.json": '{ "dependencies": { "@t3-oss/env-core": "0.13", "zod": "4" } }',
      "env.js": `const t3 = require("@t3-oss/env-core");
const { z } = require("zod");
module.exports = t3.createEnv({
  server: { HOST: z.string(), PORT: z.coerce.number().default(3000) },
  runtimeEnv: process.env,
  emptyStringAsUndefined: true,
  skipValidation: process.env.CI === "true",
});
`,
    },
    config: "confide.config.mjs",
    test: "confide.config.test.mjs",
    specifier: "./confide.config.mjs",
    settings: `
    // TODO t3-env's skipValidation: process.env.CI === "true" isn't here
    HOST: z.string(),
    PORT: z.number().default(3000),
`,
    todos: ["t3-env's skipValidation"],
    env: { HOST: "h" },
  },
  "convict by require, with what has no counterpart": {
    files: {
      "package.json": '{ "dependencies": { "convict": "6" } }',
      "config.js": `const convictOf = require("convict");
const config = convictOf({
  host: { format: String, default: "localhost", env: "HOST" },
  alias: { format: String, default: "localhost", env: "HOST" },
  port: { format: "port", default: "8080", env: "PORT", arg: "listen" },
  ttl: { format: "duration", default: 300_000, env: "TTL", custom: true },
  wait: { format: "duration", default: "5 minutes", env: "WAIT" },
});
config.loadFile("./config/" + config.get("env") + ".json");
config.load({ host: "x" });
module.exports = config;
`,
    },
    config: "confide.config.mjs",
    test: "confide.config.test.mjs",
    specifier: "./confide.config.mjs",
    settings: `
    // TODO convict's loadFile("./config/" + config.get("env") + ".json") isn't here: file("…") behind env() in sources takes its place
    // TODO convict's load({ host: "x" }) isn't here
    // TODO alias isn't here: its variable HOST is that of host
    host: z.string().default("localhost"),
    // TODO PORT: its arg --listen isn't here: args() in sources takes its place
    port: z.int().min(0).max(65_535).default(8080),
    // TODO TTL: it is in milliseconds here, where convict also takes "5 minutes"; its custom of convict isn't here
    ttl: z.int().min(0).default(300000),
    // TODO WAIT: it is in milliseconds here, where convict also takes "5 minutes"; its default isn't here, as its type doesn't take it
    wait: z.int().min(0).optional(),
`,
    todos: [
      'convict\'s loadFile("./config/" + config.get("env") + ".json") isn\'t here',
      "convict's load({ host",
      "alias isn't here",
      "PORT",
      "TTL",
      "WAIT",
    ],
    env: {},
  },
  "@nestjs/config with other files, a factory, and rules over several settings": {
    files: {
      "package.json":
        '{ "dependencies": { "@nestjs/core": "11", "@nestjs/config": "4", "joi": "17" }, "devDependencies": { "vitest": "3", "typescript": "5" } }',
      "src/app.module.ts": `import { ConfigModule as Settings } from "@nestjs/config";
import Rules from "joi";
import database from "./database";
export const config = Settings.forRoot({
  envFilePath: [".env.development", ".env"],
  expandVariables: true,
  load: [database],
  validationSchema: Rules.object({ TOKEN_FILE: Rules.string().allow(""), HOST: Rules.string().valid("a", "b").insensitive() })
    .append({ RETRIES: Rules.number().default("3") })
    .or("TOKEN_FILE", "HOST")
    .unknown(true),
  validationOptions: { abortEarly: true },
});
`,
    },
    config: "confide.config.ts",
    test: "confide.config.spec.ts",
    specifier: "./confide.config",
    settings: `
    // TODO Joi's or("TOKEN_FILE", "HOST") of the whole schema isn't here
    // TODO @nestjs/config's load: [database] isn't here: what it makes of variables is a group of the schema, or a .transform()
    // TODO @nestjs/config's validationOptions: { abortEarly: true } isn't here
    TOKEN_FILE: z.string().optional(),
    // TODO HOST: Joi's insensitive isn't here
    HOST: z.enum(["a", "b"]).optional(),
    RETRIES: z.number().default(3),
`,
    todos: ["Joi's or(", "@nestjs/config's load", "@nestjs/config's validationOptions", "HOST"],
    env: {},
    sources: 'dotenv([".env.development", ".env"], { expand: true })',
  },
  nothing: {
    files: { "package.json": "{}" },
    config: "confide.config.mjs",
    test: "confide.config.test.mjs",
    specifier: "./confide.config.mjs",
    settings: `
    port: z.int().min(0).max(65_535).default(3000),
`,
    env: {},
  },
};
