import type { App } from "../app.ts";

// What `nest new` makes, as far as it matters here: CommonJS, decorators with metadata, ts-jest.
const compilerOptions = {
  module: "commonjs",
  target: "es2023",
  outDir: "dist",
  rootDir: "src",
  strict: true,
  esModuleInterop: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  skipLibCheck: true,
  types: ["jest", "node"],
};

const configuration = `import { type Definition, defineConfig, env, loadConfig, secret } from "@confide/core";
import { type DynamicModule, Module } from "@nestjs/common";
import * as z from "zod";

export const definition = defineConfig({
  schema: z.object({
    greeting: z.string(),
    poolSize: z.number().default(10),
    database: z.object({ password: secret(z.string().min(8)) }),
  }),
  sources: [env()],
});

/** The configuration is its own token: \`constructor(private readonly config: Config)\`. */
export abstract class Config {}
export interface Config extends z.output<typeof definition.schema> {}

@Module({})
export class ConfideModule {
  static forRoot(from: Definition<typeof definition.schema>): DynamicModule {
    return {
      module: ConfideModule,
      global: true,
      providers: [{ provide: Config, useFactory: async () => loadConfig(from) }],
      exports: [Config],
    };
  }
}
`;
const app = `import { Controller, Get, Injectable, Module } from "@nestjs/common";

import { answerOf } from "./answer";
import { ConfideModule, Config, definition } from "./config";

@Injectable()
export class AnswerService {
  constructor(private readonly config: Config) {}

  answer(): string {
    const size: number = this.config.poolSize;
    return size > 0 ? answerOf(this.config) : "";
  }
}

@Controller()
export class AppController {
  constructor(
    private readonly config: Config,
    private readonly service: AnswerService,
  ) {}

  @Get()
  get(): object {
    console.log(this.config, this);
    return { config: this.config, answer: this.service.answer() };
  }
}

@Module({
  imports: [ConfideModule.forRoot(definition)],
  controllers: [AppController],
  providers: [AnswerService],
})
export class AppModule {}
`;
const main = `import "reflect-metadata";
import { NestFactory } from "@nestjs/core";

import { AppModule } from "./app";

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(AppModule);
  await app.listen(Number(process.env.PORT));
}
void bootstrap();
`;
const spec = `import "reflect-metadata";
import { memory, Secret } from "@confide/core";
import { Test } from "@nestjs/testing";

import { AnswerService } from "./app";
import { ConfideModule, Config, definition } from "./config";

test("a service gets the configuration of the test", async () => {
  const settings = memory({ greeting: "hello", database: { password: "made up for it" } });
  const module = await Test.createTestingModule({
    imports: [ConfideModule.forRoot({ ...definition, sources: [settings] })],
    providers: [AnswerService],
  }).compile();
  expect(module.get(AnswerService).answer()).toContain("greeting=hello poolSize=10");
  expect(module.get(Config).database.password).toBeInstanceOf(Secret);
});
`;
const answer = `import type { Config } from "./config";

export function answerOf({ greeting, poolSize, database: { password } }: Config): string {
  const sum = password.reveal().split("").reduce((all, c) => (all * 31 + c.charCodeAt(0)) % 1_000_003, 7);
  return \`greeting=\${greeting} poolSize=\${poolSize} password=\${String(password)} checksum=\${sum};\`;
}
`;

const tools = ["reflect-metadata", "rxjs", "typescript@5.9", "@types/node"];
const testTools = ["jest@30", "ts-jest@29", "@types/jest@30"];
const ofNest = ["common", "core", "platform-express"].map((name) => `@nestjs/${name}`);

export const nest11: App = {
  name: "NestJS 11 with Jest",
  packages: [...[...ofNest, "@nestjs/testing"].map((name) => `${name}@11`), ...tools, ...testTools],
  files: {
    "package.json": JSON.stringify({
      name: "app",
      private: true,
      jest: { preset: "ts-jest", rootDir: "src", testEnvironment: "node" },
    }),
    "tsconfig.json": JSON.stringify({ compilerOptions, include: ["src"] }),
    "src/answer.ts": answer,
    "src/config.ts": configuration,
    "src/app.ts": app,
    "src/main.ts": main,
    "src/app.spec.ts": spec,
  },
  build: [["jest"], ["tsc"]],
  start: ["node", "dist/main.js"],
  paths: ["/"],
};

// It is published as ES modules only, which a program in CommonJS requires too. Jest in CommonJS can't.
const { "src/app.spec.ts": _, ...program } = nest11.files;
export const nest12: App = {
  ...nest11,
  name: "NestJS 12",
  packages: [...ofNest.map((name) => `${name}@12`), ...tools],
  files: {
    ...program,
    "tsconfig.json": JSON.stringify({
      compilerOptions: { ...compilerOptions, module: "nodenext", types: ["node"] },
      include: ["src"],
    }),
  },
  build: [["tsc"]],
};
