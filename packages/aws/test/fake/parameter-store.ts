import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

import { checkedOperation, readBody, send, sendRefusal } from "./http.ts";
import type { Input } from "./input.ts";
import { type FakeParameter, parameterArn } from "./parameter.ts";
import { parameterOperations, type ParametersState } from "./parameter-operations.ts";
import { Refusal } from "./refusal.ts";
import type { Authorize } from "./state.ts";

interface Call {
  readonly operation: string;
  readonly input: Input;
}

/** AWS Systems Manager's parameters, as the SDK meets them. */
export interface FakeParameterStore extends AsyncDisposable {
  readonly url: string;
  readonly calls: readonly Call[];
  readonly parameters: ReadonlyMap<string, FakeParameter>;
  /** IAM in its place: everything is allowed until then. */
  authorize: Authorize;
  /** Fails every call from now on, or those about one parameter. */
  refuse(refusal: Refusal, name?: string): void;
  /** Changes what is answered to a call that succeeded. */
  alter: (operation: string, output: object) => unknown;
  close(): Promise<void>;
}

const FRONT = { target: "AmazonSSM", service: "ssm" };

export async function fakeParameterStore(region = "eu-west-1"): Promise<FakeParameterStore> {
  const calls: Call[] = [];
  const refused = new Map<string | undefined, Refusal>();
  const state: ParametersState = { region, parameters: new Map(), authorize };

  async function authorize(...asked: Parameters<Authorize>): Promise<boolean> {
    const [, resource] = asked;
    for (const [name, refusal] of refused)
      if (name !== undefined && resource === parameterArn(name, region)) throw refusal;
    return fake.authorize(...asked);
  }

  async function answer(request: IncomingMessage): Promise<object> {
    const body = await readBody(request);
    const operation = checkedOperation(request, FRONT);
    const input = JSON.parse(body) as Input;
    calls.push({ operation, input });
    const refusal = refused.get(undefined);
    if (refusal) throw refusal;
    const run = parameterOperations.get(operation);
    if (!run) throw new Refusal("UnknownOperationException", "");
    return Object(fake.alter(operation, await run(state, input))) as object;
  }

  const server = createServer((request, response) => {
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
  const fake: FakeParameterStore = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    parameters: state.parameters,
    authorize: () => true,
    refuse: (refusal, name) => void refused.set(name, refusal),
    alter: (_operation, output) => output,
    close,
    [Symbol.asyncDispose]: close,
  };
  return fake;
}
