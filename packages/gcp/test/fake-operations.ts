/** What any of the service's requests may hold, as the protos name it. */
export interface Request {
  readonly name?: string;
  readonly parent?: string;
  readonly secretId?: string;
  readonly secret?: SecretFields;
  readonly updateMask?: { readonly paths?: readonly string[] };
  readonly payload?: { readonly data?: Uint8Array; readonly dataCrc32c?: string };
  readonly etag?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface SecretFields {
  readonly name?: string;
  readonly etag?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly versionAliases?: Readonly<Record<string, string>>;
  readonly replication?: object;
}

export type Operation = keyof typeof PERMISSIONS;

/** What each operation asks of its caller. */
export const PERMISSIONS = {
  AccessSecretVersion: "secretmanager.versions.access",
  AddSecretVersion: "secretmanager.versions.add",
  CreateSecret: "secretmanager.secrets.create",
  DeleteSecret: "secretmanager.secrets.delete",
  DestroySecretVersion: "secretmanager.versions.destroy",
  DisableSecretVersion: "secretmanager.versions.disable",
  EnableSecretVersion: "secretmanager.versions.enable",
  GetSecret: "secretmanager.secrets.get",
  GetSecretVersion: "secretmanager.versions.get",
  ListSecrets: "secretmanager.secrets.list",
  ListSecretVersions: "secretmanager.versions.list",
  UpdateSecret: "secretmanager.secrets.update",
} as const;

interface Form {
  readonly pattern: RegExp;
  readonly noun: string;
  readonly shape: string;
}

const PARENT = "projects/[^/]+(?:/locations/[^/]+)?";
const ofProject = { pattern: new RegExp(`^(${PARENT})$`), noun: "Project ID", shape: "projects/*" };
const ofSecret = {
  pattern: new RegExp(`^(${PARENT})/secrets/([^/]+)$`),
  noun: "Secret ID",
  shape: "projects/*/secrets/*",
};
const ofVersion = {
  pattern: new RegExp(`^(${PARENT})/secrets/([^/]+)/versions/([^/]+)$`),
  noun: "Secret ID",
  shape: "projects/*/secrets/*/versions/*",
};

/** Which names each operation takes. */
export const FORMS: Readonly<Record<Operation, Form>> = {
  AccessSecretVersion: ofVersion,
  AddSecretVersion: ofSecret,
  CreateSecret: ofProject,
  DeleteSecret: ofSecret,
  DestroySecretVersion: ofVersion,
  DisableSecretVersion: ofVersion,
  EnableSecretVersion: ofVersion,
  GetSecret: ofSecret,
  GetSecretVersion: ofVersion,
  ListSecrets: ofProject,
  ListSecretVersions: ofSecret,
  UpdateSecret: ofSecret,
};
