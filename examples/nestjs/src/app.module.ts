import { Module } from "@nestjs/common";

import { ConfideModule } from "./confide.module.ts";
import { RatesController } from "./rates.controller.ts";
import { RatesService } from "./rates.service.ts";

@Module({
  imports: [ConfideModule.forRoot()],
  controllers: [RatesController],
  providers: [RatesService],
})
export class AppModule {}
