import { type Input, optionalText, text } from "./input.ts";
import { refusals } from "./refusal.ts";
import { type Content, newSecret, type Secret } from "./secret.ts";

/** Whether the caller may do this; the keys are what IAM's conditions look at. */
export type Authorize = (
  action: string,
  resource: string,
  keys: Readonly<Record<string, readonly string[]>>,
) => boolean | Promise<boolean>;

/** One account in one region. */
export interface State {
  readonly region: string;
  readonly secrets: Secret[];
  /** How many values a batch's page holds; AWS decides that by itself. */
  pageSize: number;
  authorize: Authorize;
}

const NAME = /^[A-Za-z0-9/_+=.@!-]{1,512}$/;

/** By name, by ARN, or by an ARN without its random part, unless the name itself looks as if it ended in one. */
export function find({ secrets }: State, id: string): Secret | undefined {
  if (!id.startsWith("arn:")) {
    if (!NAME.test(id)) throw refusals.badName();
    return secrets.find(({ name }) => name === id);
  }
  const isWhole = /-[A-Za-z0-9]{6}$/.test(id);
  return secrets.find(({ arn }) => arn === id || (!isWhole && arn.slice(0, -7) === id));
}

/** Permission comes before existence, so a caller who may not look learns nothing. */
export async function allowed(
  state: State,
  action: string,
  id: string,
  keys: Readonly<Record<string, readonly string[]>> = {},
): Promise<Secret> {
  const secret = find(state, id);
  const permission = `secretsmanager:${action}`;
  if (!(await state.authorize(permission, secret?.arn ?? id, keys))) throw refusals.denied(permission, id);
  if (!secret) throw refusals.noSecret();
  return secret;
}

export async function alive(
  state: State,
  action: string,
  input: Input,
  keys: Readonly<Record<string, readonly string[]>> = {},
): Promise<Secret> {
  const secret = await allowed(state, action, text(input, "SecretId", { least: 1, most: 2048 }), keys);
  if (secret.deletedAt !== undefined) throw refusals.deleted();
  return secret;
}

export function addSecret(state: State, name: string): Secret {
  const secret = newSecret(name, state.region);
  state.secrets.push(secret);
  return secret;
}

export function checkNewName(name: string): void {
  if (!NAME.test(name)) throw refusals.badName();
}

/** The value in a call, if it has one. Text and bytes together are refused. */
export function contentOf(input: Input): Content | undefined {
  const SecretString = optionalText(input, "SecretString", { least: 1 });
  const SecretBinary = optionalText(input, "SecretBinary", { least: 1 });
  if (SecretString !== undefined && SecretBinary !== undefined)
    throw refusals.parameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  if (SecretString !== undefined) {
    checkBytes("secretString", SecretString, Buffer.byteLength(SecretString));
    return { SecretString };
  }
  if (SecretBinary === undefined) return undefined;
  checkBytes("secretBinary", SecretBinary, Buffer.from(SecretBinary, "base64").length);
  return { SecretBinary };
}

function checkBytes(field: string, value: string, bytes: number): void {
  if (bytes > 65_536)
    throw refusals.constraint(field, value, "Member must have length less than or equal to 65536");
}

/** AWS asks for a token in raw HTTP; its SDKs send one by themselves. */
export function tokenOf(input: Input): string {
  const token = optionalText(input, "ClientRequestToken", { least: 32, most: 64 });
  if (token === undefined) throw refusals.noToken();
  return token;
}
