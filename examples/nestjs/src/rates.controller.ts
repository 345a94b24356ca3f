import { Controller, Get, Param } from "@nestjs/common";

import { RatesService } from "./rates.service.ts";

@Controller("rates")
export class RatesController {
  readonly rates: RatesService;

  constructor(rates: RatesService) {
    this.rates = rates;
  }

  @Get(":currency")
  async get(@Param("currency") currency: string) {
    return { currency, rate: await this.rates.rateOf(currency) };
  }
}
