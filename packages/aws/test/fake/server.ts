import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

import { checkedOperation, checkTime, readBody, send, sendRefusal } from "./http.ts";
import type { Input } from "./input.ts";
import {
  BatchGetSecretValue,
  DescribeSecret,
  GetSecretValue,
  ListSecrets,
  ListSecretVersionIds,
} from "./reads.ts";
import { Refusal } from "./refusal.ts";
import { addVersion } from "./secret.ts";
import { addSecret, type Authorize, find, type State } from "./state.ts";
import {
  CreateSecret,
  DeleteSecret,
  PutSecretValue,
  RestoreSecret,
  TagResource,
  UntagResource,
  UpdateSecret,
  UpdateSecretVersionStage,
} from "./writes.ts";

export { CREDENTIALS } from "./http.ts";

interface Call {
  readonly operation: string;
  readonly input: Input;
}

/** AWS Secrets Manager, as the SDK meets it: AWS JSON 1.1 on a socket of this machine. */
export interface FakeSecretsManager extends AsyncDisposable {
  readonly url: string;
  readonly calls: readonly Call[];
  /** What IAM was asked, in order. */
  readonly permissions: readonly { readonly action: string; readonly resource: string }[];
  pageSize: number;
  /** How far AWS's clock is ahead of this machine's. Signatures of another time are refused. */
  aheadMs: number;
  /** IAM in its place: everything is allowed until then. */
  authorize: Authorize;
  /** Fails every call from now on, or those about one secret. */
  refuse(refusal: Refusal, name?: string): void;
  /** Keeps a text without a call; gives the secret's ARN. */
  keep(name: string, text: string): string;
  /** Changes what is answered to a call that succeeded. */
  alter: (operation: string, output: object) => unknown;
  close(): Promise<void>;
}

const operations = new Map<string, (state: State, input: Input) => Promise<object>>(
  Object.entries({
    BatchGetSecretValue,
    CreateSecret,
    DeleteSecret,
    DescribeSecret,
    GetSecretValue,
    ListSecrets,
    ListSecretVersionIds,
    PutSecretValue,
    RestoreSecret,
    TagResource,
    UntagResource,
    UpdateSecret,
    UpdateSecretVersionStage,
  }),
);

export async function fakeSecretsManager(region = "eu-west-1"): Promise<FakeSecretsManager> {
  const calls: Call[] = [];
  const permissions: { action: string; resource: string }[] = [];
  const refused = new Map<string | undefined, Refusal>();
  const state: State = { region, secrets: [], pageSize: 20, authorize };

  async function authorize(...asked: Parameters<Authorize>): Promise<boolean> {
    const [action, resource] = asked;
    permissions.push({ action, resource });
    const refusal = [...refused].find(([name]) => name !== undefined && isOf(resource, name))?.[1];
    if (refusal) throw refusal;
    return fake.authorize(...asked);
  }

  async function answer(request: IncomingMessage): Promise<object> {
    const body = await readBody(request);
    checkTime(request, fake.aheadMs);
    const operation = checkedOperation(request, { target: "secretsmanager", service: "secretsmanager" });
    const input = JSON.parse(body) as Input;
    calls.push({ operation, input });
    const refusal = refused.get(undefined);
    if (refusal) throw refusal;
    const run = operations.get(operation);
    if (!run) throw new Refusal("UnknownOperationException", "");
    return Object(fake.alter(operation, await run(state, input))) as object;
  }

  const server = createServer((request, response) => {
    response.setHeader("date", new Date(Date.now() + fake.aheadMs).toUTCString());
    answer(request).then(
      (output) => send(response, 200, output),
      (error: unknown) => sendRefusal(response, error),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");

  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  const fake: FakeSecretsManager = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    permissions,
    get pageSize() {
      return state.pageSize;
    },
    set pageSize(size) {
      state.pageSize = size;
    },
    aheadMs: 0,
    authorize: () => true,
    refuse: (refusal, name) => void refused.set(name, refusal),
    keep(name, text) {
      const secret = find(state, name) ?? addSecret(state, name);
      addVersion(secret, randomUUID(), { SecretString: text }, ["AWSCURRENT"]);
      return secret.arn;
    },
    alter: (_operation, output) => output,
    close,
    [Symbol.asyncDispose]: close,
  };
  return fake;
}

function isOf(resource: string, name: string): boolean {
  return resource === name || resource.replace(/-[A-Za-z0-9]{6}$/, "").endsWith(`:secret:${name}`);
}
