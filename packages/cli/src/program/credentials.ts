import type { Definition } from "@confide/core";

/** The names in which each store's sign-in finds what it signs in with. */
const CREDENTIALS: Readonly<Record<string, readonly RegExp[]>> = {
  // Region, endpoint and retries are no credentials, and stay.
  aws: [
    /^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|PROFILE|DEFAULT_PROFILE)$/,
    /^AWS_(WEB_IDENTITY_TOKEN_FILE|ROLE_ARN|ROLE_SESSION_NAME|CONFIG_FILE|SHARED_CREDENTIALS_FILE)$/,
    /^AWS_CONTAINER_(CREDENTIALS_RELATIVE_URI|CREDENTIALS_FULL_URI|AUTHORIZATION_TOKEN|AUTHORIZATION_TOKEN_FILE)$/,
  ],
  google: [/^GOOGLE_(APPLICATION_CREDENTIALS|EXTERNAL_ACCOUNT_\w+)$/, /^CLOUDSDK_(CONFIG|AUTH_\w+)$/],
  azure: [
    /^AZURE_(CLIENT_ID|CLIENT_SECRET|CLIENT_CERTIFICATE_\w+|TENANT_ID|USERNAME|PASSWORD|FEDERATED_TOKEN_FILE)$/,
    /^(IDENTITY|MSI)_(ENDPOINT|HEADER|SECRET|SERVER_THUMBPRINT)$/,
  ],
  vault: [/^VAULT_(TOKEN|ROLE_ID|SECRET_ID|CLIENT_KEY|CLIENT_CERT)$/, /^BAO_TOKEN$/],
  local: [/^CONFIDE_(KEY_FILE|PASSPHRASE|PASSPHRASE_FILE)$/],
};

/**
 * The variables with which confide signs in to the stores of a definition. Another program's stores are not known here, so
 * the variables of a vendor of which the definition has no store stay.
 */
export function credentialNames(
  definition: Pick<Definition, "sources">,
  names: readonly string[],
): readonly string[] {
  const patterns = vendorsOf(definition).flatMap((vendor) => CREDENTIALS[vendor] ?? []);
  return names.filter((name) => patterns.some((pattern) => pattern.test(name)));
}

/** The vendors of a definition's stores: `aws`, `google`, `azure`, `vault`, `local`. */
export function vendorsOf({ sources = [] }: Pick<Definition, "sources">): readonly string[] {
  const stores = sources.map((source) => storeName(source));
  return Object.keys(CREDENTIALS).filter((vendor) =>
    stores.some((store) => store === vendor || store?.startsWith(`${vendor}-`)),
  );
}

/** Of what `fromStore` makes, also inside `optional()` and `cached()`. */
function storeName(source: object): string | undefined {
  const store: unknown = "store" in source ? source.store : undefined;
  return typeof store === "object" && store !== null && "name" in store ? String(store.name) : undefined;
}
