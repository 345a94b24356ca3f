import { createHmac, timingSafeEqual } from "node:crypto";

import type { Secret } from "@confide/core";
import { expressRedaction, redactor } from "@confide/redact";
import express, { type Express } from "express";

import type { Config } from "./confide.config.ts";

/** A receiver of webhooks, each signed as GitHub and Stripe sign theirs. The configuration is an argument, no global. */
export function createApp({ webhook, ...others }: Config): Express {
  const app = express();
  app.disable("x-powered-by");

  app.get("/health", (_request, response) => {
    response.json({ ok: true });
  });

  const body = express.raw({ type: "application/json", limit: webhook.maxKilobytes * 1024 });
  app.post("/webhook", body, (request, response) => {
    const signature = request.get("x-signature-256") ?? "";
    if (!isSigned(request.body, signature, webhook.secret)) return void response.sendStatus(401);
    const { event } = JSON.parse(String(request.body)) as { event: string };
    response.json({ received: event });
  });

  // The first error handler: Express's own, which prints and answers, gets a copy without loaded values.
  app.use(expressRedaction(redactor({ webhook, ...others })));
  return app;
}

function isSigned(body: unknown, signature: string, secret: Secret): boolean {
  if (!Buffer.isBuffer(body)) return false;
  const expected = `sha256=${createHmac("sha256", secret.reveal()).update(body).digest("hex")}`;
  const [a, b] = [Buffer.from(signature), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
