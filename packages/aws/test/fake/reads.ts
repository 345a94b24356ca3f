import { type Input, objects, optionalNumber, optionalText, optionalTexts, text } from "./input.ts";
import { Refusal, refusals } from "./refusal.ts";
import { holderOf, now, type Secret, type Version } from "./secret.ts";
import { allowed, alive, type State } from "./state.ts";

export async function GetSecretValue(state: State, input: Input) {
  return valueOf(await alive(state, "GetSecretValue", input), input);
}

/** AWSCURRENT only, twenty at most, and one secret's failure is no failure of the call. */
export async function BatchGetSecretValue(state: State, input: Input) {
  if (!(await state.authorize("secretsmanager:BatchGetSecretValue", "*", {})))
    throw refusals.denied("secretsmanager:BatchGetSecretValue", "*");
  const ids = optionalTexts(input, "SecretIdList", { least: 1, most: 20 });
  if (!ids || input["Filters"] !== undefined || input["MaxResults"] !== undefined)
    throw refusals.parameter("Use either SecretIdList or Filters; MaxResults goes with Filters only.");
  const page = pageOf(ids, optionalText(input, "NextToken"), state.pageSize);
  const answers = await Promise.all(page.items.map((SecretId) => entryOf(state, SecretId)));
  return {
    SecretValues: answers.flatMap(({ value }) => value ?? []),
    Errors: answers.flatMap(({ error }) => error ?? []),
    ...page.next,
  };
}

async function entryOf(state: State, SecretId: string) {
  try {
    return { value: await GetSecretValue(state, { SecretId }) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { error: { SecretId, ErrorCode: error.code, Message: error.message } };
  }
}

/** A secret that is scheduled for deletion can still be described. */
export async function DescribeSecret(state: State, input: Input) {
  const secret = await allowed(state, "DescribeSecret", text(input, "SecretId"));
  return {
    ...heading(secret),
    CreatedDate: secret.createdAt,
    LastChangedDate: secret.changedAt,
    ...(secret.accessedAt !== undefined && { LastAccessedDate: secret.accessedAt }),
    ...(secret.deletedAt !== undefined && { DeletedDate: secret.deletedAt }),
    ...(secret.description && { Description: secret.description }),
    ...(secret.tags && { Tags: [...secret.tags].map(([Key, Value]) => ({ Key, Value })) }),
    ...stagesOf(secret, "VersionIdsToStages"),
  };
}

export async function ListSecretVersionIds(state: State, input: Input) {
  const secret = await allowed(state, "ListSecretVersionIds", text(input, "SecretId"));
  const most = optionalNumber(input, "MaxResults", { least: 1, most: 100 }) ?? 100;
  const listed = secret.versions.filter(
    ({ labels }) => labels.size > 0 || input["IncludeDeprecated"] === true,
  );
  const page = pageOf(listed, optionalText(input, "NextToken"), most);
  return {
    ...heading(secret),
    Versions: page.items.map(({ id, labels, createdAt, accessedAt }) => ({
      VersionId: id,
      CreatedDate: createdAt,
      KmsKeyIds: ["DefaultEncryptionKey"],
      ...(accessedAt !== undefined && { LastAccessedDate: accessedAt }),
      ...(labels.size > 0 && { VersionStages: [...labels] }),
    })),
    ...page.next,
  };
}

export async function ListSecrets(state: State, input: Input) {
  if (!(await state.authorize("secretsmanager:ListSecrets", "*", {})))
    throw refusals.denied("secretsmanager:ListSecrets", "*");
  const most = optionalNumber(input, "MaxResults", { least: 1, most: 100 }) ?? 100;
  const filters = objects(input, "Filters").map(nameFilter);
  const listed = state.secrets.filter(
    ({ name, deletedAt }) =>
      (deletedAt === undefined || input["IncludePlannedDeletion"] === true) &&
      filters.every((matches) => matches(name)),
  );
  const page = pageOf(listed, optionalText(input, "NextToken"), most);
  return {
    SecretList: page.items.map((secret) => ({
      ...heading(secret),
      CreatedDate: secret.createdAt,
      LastChangedDate: secret.changedAt,
      ...(secret.description && { Description: secret.description }),
      ...stagesOf(secret, "SecretVersionsToStages"),
    })),
    ...page.next,
  };
}

/** By the beginning of the name; `!` before it means the opposite. */
function nameFilter(filter: Input): (name: string) => boolean {
  const values = optionalTexts(filter, "Values", { least: 1, most: 10 }) ?? [];
  if (filter["Key"] !== "name" || values.some((value) => !/^!?[\w :@/+=.!-]+$/.test(value)))
    throw refusals.parameter("This fake filters by name only.");
  return (name) =>
    values.some((value) =>
      value.startsWith("!") ? !name.startsWith(value.slice(1)) : name.startsWith(value),
    );
}

function valueOf(secret: Secret, input: Input) {
  const version = versionIn(secret, input);
  secret.accessedAt = version.accessedAt = now();
  return {
    ...heading(secret),
    CreatedDate: version.createdAt,
    ...version.content,
    VersionId: version.id,
    VersionStages: [...version.labels],
  };
}

function versionIn(secret: Secret, input: Input): Version {
  const id = optionalText(input, "VersionId", { least: 32, most: 64 });
  const stage = optionalText(input, "VersionStage", { least: 1, most: 256 });
  if (id === undefined) {
    const held = holderOf(secret, stage ?? "AWSCURRENT");
    if (!held) throw refusals.noStage(stage ?? "AWSCURRENT");
    return held;
  }
  const version = secret.versions.find((each) => each.id === id);
  if (!version) throw refusals.noVersion(id);
  if (stage !== undefined && !version.labels.has(stage)) throw refusals.stageElsewhere();
  return version;
}

export function heading({ arn, name }: Secret) {
  return { ARN: arn, Name: name };
}

function stagesOf({ versions }: Secret, member: string) {
  const labelled = versions.filter(({ labels }) => labels.size > 0);
  if (versions.length === 0) return {};
  return { [member]: Object.fromEntries(labelled.map(({ id, labels }) => [id, [...labels]])) };
}

/** The token is where the next page begins. */
function pageOf<T>(items: readonly T[], token: string | undefined, size: number) {
  const start = Number(token ?? 0);
  const end = start + size;
  return { items: items.slice(start, end), next: end < items.length ? { NextToken: String(end) } : {} };
}
