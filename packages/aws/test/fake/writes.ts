import { type Input, objects, optionalNumber, optionalText, optionalTexts, text } from "./input.ts";
import { heading } from "./reads.ts";
import { refusals } from "./refusal.ts";
import { addVersion, attach, holderOf, now } from "./secret.ts";
import { addSecret, alive, allowed, checkNewName, contentOf, find, type State, tokenOf } from "./state.ts";

const DAY_SECONDS = 86_400;

export async function CreateSecret(state: State, input: Input) {
  const token = tokenOf(input);
  const name = text(input, "Name");
  checkNewName(name);
  const content = contentOf(input);
  const held = find(state, name);
  if (!(await state.authorize("secretsmanager:CreateSecret", held?.arn ?? `${name}-??????`, {})))
    throw refusals.denied("secretsmanager:CreateSecret", name);
  if (held?.deletedAt !== undefined) throw refusals.deletedName();
  if (held && !(content && held.versions.some(({ id }) => id === token))) throw refusals.exists(name);
  const secret = held ?? addSecret(state, name);
  const description = optionalText(input, "Description", { most: 2048 });
  if (description !== undefined) secret.description = description;
  const version = content && addVersion(secret, token, content, ["AWSCURRENT"]);
  return { ...heading(secret), ...(version && { VersionId: version.id }) };
}

export async function PutSecretValue(state: State, input: Input) {
  const token = tokenOf(input);
  const content = contentOf(input);
  const labels = optionalTexts(input, "VersionStages", { least: 1, most: 20 }) ?? ["AWSCURRENT"];
  const secret = await alive(state, "PutSecretValue", input);
  if (!content) throw refusals.parameter("You must provide either SecretString or SecretBinary.");
  const version = addVersion(secret, token, content, labels);
  secret.changedAt = now();
  return { ...heading(secret), VersionId: version.id, VersionStages: [...version.labels] };
}

export async function UpdateSecret(state: State, input: Input) {
  const token = tokenOf(input);
  const content = contentOf(input);
  const secret = await alive(state, "UpdateSecret", input);
  const description = optionalText(input, "Description", { most: 2048 });
  if (description !== undefined) secret.description = description;
  secret.changedAt = now();
  const version = content && addVersion(secret, token, content, ["AWSCURRENT"]);
  return { ...heading(secret), ...(version && { VersionId: version.id }) };
}

/** A label leaves a version only when the call names that one. */
export async function UpdateSecretVersionStage(state: State, input: Input) {
  const secret = await alive(state, "UpdateSecretVersionStage", input);
  const label = text(input, "VersionStage", { least: 1, most: 256 });
  const to = optionalText(input, "MoveToVersionId", { least: 32, most: 64 });
  const from = optionalText(input, "RemoveFromVersionId", { least: 32, most: 64 });
  const holder = holderOf(secret, label);
  if (to === undefined && from === undefined)
    throw refusals.parameter("You must provide MoveToVersionId, RemoveFromVersionId, or both.");
  if (from !== undefined && holder?.id !== from) throw refusals.labelNotThere(label);
  if (to === undefined) {
    if (label === "AWSCURRENT") throw refusals.parameter("You can't remove AWSCURRENT without moving it.");
    holder?.labels.delete(label);
  } else {
    const target = secret.versions.find(({ id }) => id === to);
    if (!target) throw refusals.noVersion(to);
    if (holder && holder !== target && from === undefined) throw refusals.labelHeld(label, holder.id);
    attach(secret, label, target);
  }
  secret.changedAt = now();
  return heading(secret);
}

/** At once also what isn't there; otherwise it is kept for 7 to 30 days. */
export async function DeleteSecret(state: State, input: Input) {
  const id = text(input, "SecretId");
  const isForced = input["ForceDeleteWithoutRecovery"] === true;
  const days = optionalNumber(input, "RecoveryWindowInDays", { least: 7, most: 30 });
  if (isForced && days !== undefined)
    throw refusals.parameter(
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  if (isForced && !find(state, id)) return { ARN: `${id}-000000`, Name: id, DeletionDate: now() };
  const secret = await allowed(state, "DeleteSecret", id);
  if (isForced) state.secrets.splice(state.secrets.indexOf(secret), 1);
  else if (secret.deletedAt !== undefined) throw refusals.deleted();
  else secret.deletedAt = now();
  return { ...heading(secret), DeletionDate: now() + (isForced ? 0 : (days ?? 30) * DAY_SECONDS) };
}

export async function RestoreSecret(state: State, input: Input) {
  const secret = await allowed(state, "RestoreSecret", text(input, "SecretId"));
  delete secret.deletedAt;
  return heading(secret);
}

export async function TagResource(state: State, input: Input) {
  const tags = objects(input, "Tags").map(
    (tag) => [tagText(tag, "Key", 128), tagText(tag, "Value", 256)] as const,
  );
  const keys = { "aws:TagKeys": tags.map(([key]) => key) };
  const secret = await alive(state, "TagResource", input, keys);
  secret.tags ??= new Map();
  for (const [key, value] of tags) secret.tags.set(key, value);
  return {};
}

export async function UntagResource(state: State, input: Input) {
  const keys = optionalTexts(input, "TagKeys", { least: 1 }) ?? [];
  const secret = await alive(state, "UntagResource", input, { "aws:TagKeys": keys });
  for (const key of keys) secret.tags?.delete(key);
  return {};
}

function tagText(tag: Input, field: string, most: number): string {
  const value = text(tag, field, { least: field === "Key" ? 1 : 0, most });
  if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(value) || value.startsWith("aws:"))
    throw refusals.parameter("Invalid tag key or value.");
  return value;
}
