import { loadConfig } from "@confide/core";
import { type DynamicModule, Module } from "@nestjs/common";
import type * as z from "zod";

import { definition } from "./confide.config.ts";

/** What a constructor asks for: `constructor(config: Config)`. A class, because an interface is no token of Nest's. */
export abstract class Config {}
export interface Config extends z.output<typeof definition.schema> {}

@Module({})
export class ConfideModule {
  /** The configuration for every module, loaded before any of their providers is made. */
  static forRoot(): DynamicModule {
    const provider = { provide: Config, useFactory: async () => loadConfig(definition) };
    return { module: ConfideModule, global: true, providers: [provider], exports: [Config] };
  }
}
