import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";

import { listen } from "../../core/src/testing/listen.ts";
import { readBody, sendRefusal } from "./fake/http.ts";
import { refusals } from "./fake/refusal.ts";

/**
 * Stands before moto 5.2.3 and treats a second put under one token as AWS does: the same value changes nothing, another one is refused.
 * moto itself writes the version anew for as long as it is pending, with the new value and without the labels that it has got since.
 */
export async function tokenGuard(moto: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const puts = new Map<string, { readonly value: string; readonly answer: Promise<Answer> }>();

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    const body = await readBody(request);
    const put = putIn(request.headers, body);
    const before = put && puts.get(put.key);
    if (before && before.value !== put.value) throw refusals.tokenInUse(put.token, "the secret");
    const answer = before?.answer ?? forward(moto, request.headers, body);
    if (put) puts.set(put.key, { value: put.value, answer });
    const { status } = await answer;
    if (put && status !== 200) puts.delete(put.key);
    return answer;
  }

  const server = createServer((request, response) => {
    answerTo(request).then(
      ({ status, type, text }) => response.writeHead(status, { "content-type": type }).end(text),
      (error: unknown) => sendRefusal(response, error),
    );
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  return {
    url,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

async function forward(moto: string, headers: IncomingHttpHeaders, body: string): Promise<Answer> {
  const passed = Object.entries(headers).filter(([name]) => PASSED.test(name));
  const init = { method: "POST", headers: Object.fromEntries(passed) as Record<string, string>, body };
  const answer = await fetch(moto, init);
  return {
    status: answer.status,
    type: answer.headers.get("content-type") ?? "",
    text: await answer.text(),
  };
}

const PASSED = /^(?:authorization|content-type|x-amz-.*)$/;

function putIn(headers: IncomingHttpHeaders, body: string) {
  if (headers["x-amz-target"] !== "secretsmanager.PutSecretValue") return undefined;
  const { SecretId, ClientRequestToken: token = "", SecretString, SecretBinary } = JSON.parse(body) as Input;
  return { token, key: `${SecretId} ${token}`, value: JSON.stringify([SecretString, SecretBinary]) };
}

type Input = Readonly<
  Record<"SecretId" | "ClientRequestToken" | "SecretString" | "SecretBinary", string | undefined>
>;
