import type { ParameterHistory, PutParameterCommandInput, Tag } from "@aws-sdk/client-ssm";
import { type CallContext, type PutOptions, type Secret, type SourceError } from "@confide/core/adapter";

import { failure } from "../errors.ts";
import type { ParameterCalls } from "./parameter-client.ts";
import { PARAMETERS } from "./parameter-faults.ts";
import { fullName, pendingName } from "./parameter-names.ts";
import { listValue } from "./string-list.ts";
import { numberOf, OWN_TAGS, type ParameterState, putsText, waitingText } from "./parameter-state.ts";

/** A value to keep, and the put that it is of. */
export interface NewParameter {
  readonly text: string;
  readonly key: string;
}

/** A new version, which is the current one from then on. Which put makes it is noted before, so that none is made twice. */
export async function putCurrent(
  aws: ParameterCalls,
  state: ParameterState,
  { text, key }: NewParameter,
  context: CallContext,
): Promise<string> {
  const { name, versions } = state;
  const version = String(numberOf(state.current) + 1);
  const others = [...state.puts].filter(([other, made]) => other !== key && made !== version);
  const noted = { Key: OWN_TAGS.puts, Value: putsText(new Map([...others, [key, version]])) };
  const newest = versions.at(-1);
  if (newest) await addTags(aws, name, [noted], context);
  return putParameter(
    aws,
    {
      Name: fullName(name),
      ...keptOf(newest),
      Value: newest?.Type === "StringList" ? listValue(text) : text,
      ...(newest ? { Overwrite: true } : { Tags: [noted] }),
    },
    context,
  );
}

/** A value that waits. It is encrypted as the parameter is. */
export async function putWaiting(
  aws: ParameterCalls,
  { name, current, versions }: ParameterState,
  { text, key }: NewParameter,
  context: CallContext,
): Promise<string> {
  const version = String(numberOf(current) + 1);
  const { KeyId } = keptOf(versions.at(-1));
  await putParameter(
    aws,
    {
      Name: pendingName(name),
      Type: "SecureString",
      ...(KeyId !== undefined && { KeyId }),
      Value: text,
      Description: waitingText({ version, key }),
      Overwrite: true,
    },
    context,
  );
  return version;
}

/** What AWS would forget where a call leaves it out: the key, the owner's description and rules. */
function keptOf(newest: ParameterHistory | undefined): Partial<PutParameterCommandInput> {
  if (!newest) return { Type: "SecureString" };
  const { Type, KeyId, Description, AllowedPattern, DataType } = newest;
  return {
    Type,
    ...(KeyId !== undefined && { KeyId }),
    ...(Description !== undefined && { Description }),
    ...(AllowedPattern !== undefined && { AllowedPattern }),
    ...(DataType !== undefined && { DataType }),
  };
}

/** By what the value needs: more than 4 KB take the advanced tier, which no parameter leaves again. */
async function putParameter(
  aws: ParameterCalls,
  input: Omit<PutParameterCommandInput, "Tier">,
  context: CallContext,
): Promise<string> {
  const about = { action: "PutParameter", name: input.Name ?? "" };
  const { Version } = await aws.call(about, context, ({ client, sdk }, options) =>
    client.send(new sdk.PutParameterCommand({ ...input, Tier: "Intelligent-Tiering" }), options),
  );
  return String(Version);
}

export async function addTags(
  aws: ParameterCalls,
  name: string,
  Tags: readonly Tag[],
  context: CallContext,
): Promise<void> {
  await aws.call({ action: "AddTagsToResource", name: fullName(name) }, context, ({ client, sdk }, options) =>
    client.send(
      new sdk.AddTagsToResourceCommand({
        ResourceType: "Parameter",
        ResourceId: fullName(name),
        Tags: [...Tags],
      }),
      options,
    ),
  );
}

const LARGEST_PARAMETER_BYTES = 8_192;

/** A value as it is kept, if Parameter Store takes it: its own refusal repeats the value. */
export function parameterText(name: string, value: Secret<string | Uint8Array>): string {
  const text = value.reveal("put");
  const refuse = (reason: SourceError["reason"], why: string) => failure(reason, name, why, PARAMETERS);
  if (typeof text !== "string") throw refuse("unknown", "it keeps no bytes: encode them, as base64 for one");
  if (text === "") throw refuse("unknown", "AWS keeps no empty value");
  if (new TextEncoder().encode(text).length > LARGEST_PARAMETER_BYTES)
    throw refuse("too-large", `a value has at most ${LARGEST_PARAMETER_BYTES} bytes`);
  return text;
}

/** @throws SourceError `conflict` */
export function checkCurrent({ name, current }: ParameterState, expected: PutOptions["expect"]): void {
  if (expected !== undefined && current !== expected)
    throw failure("conflict", name, "another version is current than expected", PARAMETERS);
}
