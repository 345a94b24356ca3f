import type { IncomingMessage, ServerResponse } from "node:http";

import { Refusal, refusals } from "./refusal.ts";

export const CREDENTIALS = { accessKeyId: "AKIAFAKEFAKEFAKEFAKE", secretAccessKey: "fake-key-c0ffee5ec2e7" };

/** How a service is addressed, and what a signature has to be for. */
export interface FrontDoor {
  readonly target: string;
  readonly service: string;
}

const JSON_TYPE = "application/x-amz-json-1.1";

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** What AWS's front door looks at before any operation runs. */
export function checkedOperation({ method, url, headers }: IncomingMessage, front: FrontDoor): string {
  const [, prefix, target] = /^(\w+)\.(\w+)$/.exec(String(headers["x-amz-target"])) ?? [];
  if (
    method !== "POST" ||
    url !== "/" ||
    headers["content-type"] !== JSON_TYPE ||
    !target ||
    prefix !== front.target
  )
    throw new Refusal("UnknownOperationException", "", 404);
  const [, key, service] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/[^/]+\/([^/]+)\/aws4_request, /.exec(
      headers.authorization ?? "",
    ) ?? [];
  if (key === undefined || service !== front.service)
    throw new Refusal("MissingAuthenticationTokenException", "Missing Authentication Token");
  if (key !== CREDENTIALS.accessKeyId) throw refusals.badCredentials();
  return target;
}

export function sendRefusal(response: ServerResponse, error: unknown): void {
  if (error instanceof Refusal) send(response, error.status, { __type: error.code, Message: error.message });
  else send(response, 500, { __type: "InternalFailure", Message: String(error) });
}

export function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": JSON_TYPE }).end(JSON.stringify(body));
}

/** What was signed more than five minutes off is refused, in AWS's words. */
export function checkTime({ headers }: IncomingMessage, aheadMs: number): void {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers["x-amz-date"])) ?? [];
  const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const nowMs = Date.now() + aheadMs;
  if (Math.abs(nowMs - signedMs) > 300_000)
    throw new Refusal(
      "InvalidSignatureException",
      "Signature expired: it is now earlier than the time allowed.",
    );
}
