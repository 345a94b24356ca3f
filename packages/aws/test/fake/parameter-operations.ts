import { type Input, objects, optionalNumber, optionalText, optionalTexts, text } from "./input.ts";
import {
  type FakeParameter,
  KEY_ARN,
  parameterArn,
  parameterRefusals,
  type ParameterVersion,
} from "./parameter.ts";
import { Refusal, refusals } from "./refusal.ts";
import { now } from "./secret.ts";
import type { Authorize } from "./state.ts";

/** One account's parameters in one region. */
export interface ParametersState {
  readonly region: string;
  readonly parameters: Map<string, FakeParameter>;
  readonly authorize: Authorize;
}

type Operation = (state: ParametersState, input: Input) => Promise<object>;

const PART = /^[A-Za-z0-9_.-]+$/;

export const parameterOperations: ReadonlyMap<string, Operation> = new Map<string, Operation>(
  Object.entries({
    GetParameters,
    PutParameter,
    GetParameterHistory,
    DescribeParameters,
    LabelParameterVersion,
    DeleteParameter,
    ListTagsForResource,
    AddTagsToResource,
    RemoveTagsFromResource,
  }),
);

/** A name, an ARN, each with a version or label behind a colon. */
function partsOf(state: ParametersState, asked: string) {
  const prefix = `arn:aws:ssm:${state.region}:`;
  const [, arn, rest = ""] = /^(arn:aws:ssm:[^:]+:\d+:parameter)?(.+)$/.exec(asked) ?? [];
  const [name = "", selector] = rest.split(":");
  const isHere = arn === undefined || asked.startsWith(prefix);
  const found = isHere ? (state.parameters.get(name) ?? state.parameters.get(name.slice(1))) : undefined;
  return { name, selector, parameter: found, isArn: arn !== undefined };
}

async function mayDo(state: ParametersState, action: string, name: string, keys = {}): Promise<void> {
  const resource = name.startsWith("arn:") ? name : parameterArn(name, state.region);
  if (!(await state.authorize(`ssm:${action}`, resource, keys)))
    throw refusals.denied(`ssm:${action}`, resource);
}

async function mayUseKey(
  state: ParametersState,
  action: string,
  { arn }: Pick<FakeParameter, "arn">,
): Promise<void> {
  const keys = {
    "kms:ViaService": [`ssm.${state.region}.amazonaws.com`],
    "kms:EncryptionContext:PARAMETER_ARN": [arn],
  };
  if (!(await state.authorize(`kms:${action}`, KEY_ARN, keys))) throw parameterRefusals.noKey();
}

async function GetParameters(state: ParametersState, input: Input) {
  const names = optionalTexts(input, "Names", { least: 1, most: 10 }) ?? [];
  const parts = names.map((asked) => partsOf(state, asked));
  if (new Set(parts.map(({ name }) => name)).size < parts.length) throw parameterRefusals.duplicate();
  for (const { name } of parts) checkName(name);
  for (const asked of names) await mayDo(state, "GetParameters", asked.replace(/(?<=[^:]):[^:/]*$/, ""));
  const found = parts.map(({ parameter, selector }) => parameter && versionBy(parameter, selector));
  for (const [index, version] of found.entries())
    if (version?.type === "SecureString" && input["WithDecryption"] === true)
      await mayUseKey(state, "Decrypt", parts[index]?.parameter as FakeParameter);
  return {
    Parameters: found.flatMap((version, index) => {
      const { parameter, selector } = parts[index] ?? {};
      if (!version || !parameter) return [];
      return {
        ...heading(parameter, version, input["WithDecryption"] === true),
        ARN: parameter.arn,
        ...(selector !== undefined && { Selector: `:${selector}` }),
      };
    }),
    InvalidParameters: names.filter((_, index) => !found[index]),
  };
}

function versionBy({ versions }: FakeParameter, selector: string | undefined): ParameterVersion | undefined {
  if (selector === undefined) return versions.at(-1);
  return versions.find(({ number, labels }) => String(number) === selector || labels.has(selector));
}

function heading({ name }: FakeParameter, version: ParameterVersion, isDecrypted: boolean) {
  const { number, type, value, modifiedAt, dataType } = version;
  const isHidden = type === "SecureString" && !isDecrypted;
  return {
    Name: name,
    Type: type,
    Value: isHidden ? `AQICAH${Buffer.from(`sealed-${number}`).toString("base64")}` : value,
    Version: number,
    LastModifiedDate: modifiedAt,
    DataType: dataType,
  };
}

/** What was read of it, as `GetParameterHistory` gives it: all that the next version would otherwise lose. */
async function PutParameter(state: ParametersState, input: Input) {
  const name = text(input, "Name", { least: 1, most: 2048 });
  const value = text(input, "Value", { least: 1 });
  checkNewName(name);
  const held = state.parameters.get(name);
  const isOverwrite = input["Overwrite"] === true;
  const tags = objects(input, "Tags");
  if (isOverwrite && tags.length > 0)
    throw refusals.constraint("tags", "", "Tags can't be set together with overwrite");
  await mayDo(state, "PutParameter", name);
  if (tags.length > 0)
    await mayDo(state, "AddTagsToResource", name, { "aws:TagKeys": tags.map((tag) => text(tag, "Key")) });
  if (held && !isOverwrite) throw parameterRefusals.exists();
  const arn = parameterArn(name, state.region);
  const newest = held?.versions.at(-1);
  const type = optionalText(input, "Type") ?? newest?.type;
  if (type === undefined)
    throw refusals.constraint("type", null, "A parameter type is required when you create a parameter.");
  if (type !== "String" && type !== "StringList" && type !== "SecureString")
    throw refusals.constraint(
      "type",
      type,
      "Member must satisfy enum value set: [SecureString, StringList, String]",
    );
  if (newest && newest.type !== type) throw refusals.constraint("type", type, "The type can't be changed");
  const tier = tierOf(optionalText(input, "Tier"), newest, value);
  if (type === "SecureString")
    await mayUseKey(state, tier === "Advanced" ? "GenerateDataKey" : "Encrypt", { arn });
  const pattern = optionalText(input, "AllowedPattern");
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value))
    throw new Refusal(
      "ParameterPatternMismatchException",
      "Parameter value, cannot be validated against allowedPattern.",
    );
  const parameter: FakeParameter = held ?? { name, arn, versions: [], tags: new Map() };
  const number = (newest?.number ?? 0) + 1;
  const description = optionalText(input, "Description", { most: 1024 });
  parameter.versions.push({
    number,
    value,
    type,
    ...(type === "SecureString" && { keyId: optionalText(input, "KeyId") ?? "alias/aws/ssm" }),
    ...(description !== undefined && { description }),
    ...(pattern !== undefined && { allowedPattern: pattern }),
    dataType: optionalText(input, "DataType") ?? "text",
    tier,
    modifiedAt: now(),
    labels: new Set(),
  });
  for (const tag of tags) parameter.tags.set(text(tag, "Key"), text(tag, "Value"));
  state.parameters.set(name, parameter);
  return { Version: number, Tier: tier };
}

function tierOf(
  asked: string | undefined,
  newest: ParameterVersion | undefined,
  value: string,
): "Standard" | "Advanced" {
  const isLong = Buffer.byteLength(value) > 4096;
  if (Buffer.byteLength(value) > 8192) throw parameterRefusals.tooLong(8192);
  if (asked === "Advanced" || newest?.tier === "Advanced") return "Advanced";
  if (isLong && asked !== "Intelligent-Tiering") throw parameterRefusals.tooLong(4096);
  return isLong ? "Advanced" : "Standard";
}

async function GetParameterHistory(state: ParametersState, input: Input) {
  const { parameter } = await existing(state, "GetParameterHistory", text(input, "Name"));
  const most = optionalNumber(input, "MaxResults", { least: 1, most: 50 }) ?? 50;
  const start = Number(optionalText(input, "NextToken") ?? 0);
  const shown = parameter.versions.slice(start, start + Math.min(most, PAGE));
  const isMore = start + shown.length < parameter.versions.length;
  return {
    Parameters: shown.map((version) => ({
      ...heading(parameter, version, input["WithDecryption"] === true),
      Tier: version.tier,
      Policies: [],
      ...(version.keyId !== undefined && { KeyId: version.keyId }),
      ...(version.description !== undefined && { Description: version.description }),
      ...(version.allowedPattern !== undefined && { AllowedPattern: version.allowedPattern }),
      ...(version.labels.size > 0 && { Labels: [...version.labels] }),
    })),
    ...(isMore && { NextToken: String(start + shown.length) }),
  };
}

/** Small, so that a caller that forgets the next page notices. */
const PAGE = 3;

async function DescribeParameters(state: ParametersState, input: Input) {
  if (!(await state.authorize("ssm:DescribeParameters", "*", {})))
    throw refusals.denied("ssm:DescribeParameters", "*");
  const prefixes = objects(input, "ParameterFilters").flatMap((filter) => {
    if (filter["Key"] !== "Name" || filter["Option"] !== "BeginsWith")
      throw refusals.constraint("filters", "", "This fake filters by the beginning of a name only.");
    return optionalTexts(filter, "Values", { least: 1, most: 50 }) ?? [];
  });
  const all = [...state.parameters.values()].filter(
    ({ name }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)),
  );
  const start = Number(optionalText(input, "NextToken") ?? 0);
  const shown = all.slice(start, start + PAGE);
  return {
    Parameters: shown.map(({ name, versions }) => ({ Name: name, Version: versions.at(-1)?.number })),
    ...(start + PAGE < all.length && { NextToken: String(start + PAGE) }),
  };
}

async function LabelParameterVersion(state: ParametersState, input: Input) {
  const { parameter } = await existing(state, "LabelParameterVersion", text(input, "Name"));
  const number = optionalNumber(input, "ParameterVersion", { least: 1 });
  const version = number === undefined ? parameter.versions.at(-1) : versionBy(parameter, String(number));
  for (const label of optionalTexts(input, "Labels", { least: 1, most: 10 }) ?? []) {
    for (const { labels } of parameter.versions) labels.delete(label);
    version?.labels.add(label);
  }
  return { InvalidLabels: [], ParameterVersion: version?.number };
}

async function DeleteParameter(state: ParametersState, input: Input) {
  const { parameter } = await existing(state, "DeleteParameter", text(input, "Name"));
  state.parameters.delete(parameter.name);
  return {};
}

async function ListTagsForResource(state: ParametersState, input: Input) {
  const { tags } = await tagged(state, "ListTagsForResource", input);
  return { TagList: [...tags].map(([Key, Value]) => ({ Key, Value })) };
}

async function AddTagsToResource(state: ParametersState, input: Input) {
  const added = objects(input, "Tags").map(
    (tag) => [text(tag, "Key", { least: 1, most: 128 }), text(tag, "Value", { most: 256 })] as const,
  );
  if (added.some((each) => !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(each.join(""))))
    throw refusals.constraint("tags", "", "Member must satisfy regular expression pattern");
  const { tags } = await tagged(state, "AddTagsToResource", input, {
    "aws:TagKeys": added.map(([key]) => key),
  });
  for (const [key, value] of added) tags.set(key, value);
  return {};
}

async function RemoveTagsFromResource(state: ParametersState, input: Input) {
  const keys = optionalTexts(input, "TagKeys", { least: 1 }) ?? [];
  const { tags } = await tagged(state, "RemoveTagsFromResource", input, { "aws:TagKeys": keys });
  for (const key of keys) tags.delete(key);
  return {};
}

/** Permission comes before existence. */
async function existing(state: ParametersState, action: string, asked: string, keys = {}) {
  const { name, parameter } = partsOf(state, asked);
  checkName(name);
  await mayDo(state, action, name, keys);
  if (!parameter) throw parameterRefusals.notFound(name);
  return { parameter };
}

async function tagged(
  state: ParametersState,
  action: string,
  input: Input,
  keys = {},
): Promise<FakeParameter> {
  if (input["ResourceType"] !== "Parameter")
    throw refusals.constraint("resourceType", "", "This fake tags parameters only.");
  const name = text(input, "ResourceId");
  await mayDo(state, action, name, keys);
  const found = state.parameters.get(name);
  if (!found) throw parameterRefusals.noResource();
  return found;
}

function checkName(name: string): void {
  const parts = name.startsWith("/") ? name.slice(1).split("/") : [name];
  if (!name.startsWith("/") && name.includes("/")) throw parameterRefusals.relativeName();
  if (parts.some((part) => !PART.test(part)) || name.length > 1011) throw parameterRefusals.badName();
}

function checkNewName(name: string): void {
  checkName(name);
  if (/^\/?(?:aws|ssm)/i.test(name)) throw parameterRefusals.badName();
  if (name.split("/").length - 1 > 15) throw parameterRefusals.levels();
}
