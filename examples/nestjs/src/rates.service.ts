import { BadGatewayException, Injectable } from "@nestjs/common";

import { Config } from "./confide.module.ts";

/** Asks a vendor what a currency costs. */
@Injectable()
export class RatesService {
  readonly config: Config;

  constructor(config: Config) {
    this.config = config;
  }

  async rateOf(currency: string): Promise<number> {
    const { url, apiKey } = this.config.rates;
    const path = `/v1/rates/${encodeURIComponent(currency)}`;
    const headers = { authorization: `Bearer ${apiKey.reveal()}` };
    const response = await fetch(new URL(path, url), { headers });
    if (!response.ok) throw new BadGatewayException(`the vendor answered ${response.status}`);
    const { rate } = (await response.json()) as { rate: number };
    return rate;
  }
}
