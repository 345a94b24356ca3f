import { NestFactory } from "@nestjs/core";

import { AppModule } from "./app.module.ts";
import { Config } from "./confide.module.ts";

// Where a setting is missing, Nest prints the report and ends the process with 1.
const app = await NestFactory.create(AppModule);
const { port, listenHost } = app.get(Config);
app.enableShutdownHooks();
await app.listen(port, listenHost);
console.log(`listening on ${await app.getUrl()}`);
