import { failure } from "./errors.ts";

export interface AddressOptions {
  /**
   * `https://vault.example.com:8200`
   *
   * @default VAULT_ADDR of the environment; where that is missing too, every call fails
   */
  readonly address?: string | undefined;
  /**
   * Lets `http://` reach other machines too. The token and every secret then cross the network unencrypted.
   *
   * @default false: `http://` is for a Vault on this machine (`localhost`, `127.0.0.1`, `[::1]`)
   */
  readonly allowHttp?: boolean | undefined;
  /** @default VAULT_NAMESPACE of the environment, or none */
  readonly namespace?: string | undefined;
}

/**
 * Where the token is sent, without a slash at its end. What was given is not shown: the environment may hold a token
 * in the address's place.
 */
export function addressOf({
  address = process.env["VAULT_ADDR"],
  allowHttp = false,
}: AddressOptions): string {
  if (address === undefined || address.trim() === "")
    throw failure("unknown", "there is no address: set the option address, or VAULT_ADDR");
  // URL.parse() removes these, and the remainder may be another host.
  if (/[\s\p{Cc}\\]/u.test(address.trim()))
    throw failure(
      "unknown",
      "the address (option address, or VAULT_ADDR) has white space, a control character or a backslash",
    );
  const url = URL.parse(address);
  if (url?.protocol !== "https:" && url?.protocol !== "http:")
    throw failure("unknown", "the address (option address, or VAULT_ADDR) must begin with https://");
  if (url.username !== "" || url.password !== "" || /[?#]/.test(address))
    throw failure("unknown", "the address must have no user, password, query or fragment");
  if (url.protocol === "http:" && !allowHttp && !isLoopback(url.hostname))
    throw failure(
      "unknown",
      "the address must begin with https://, since the token would go unencrypted to another machine; allowHttp: true permits it",
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** `undefined` for none, as an empty variable says it. */
export function namespaceOf({
  namespace = process.env["VAULT_NAMESPACE"],
}: AddressOptions): string | undefined {
  if (namespace === undefined || namespace === "") return undefined;
  if (!/^[\x21-\x7E]+$/.test(namespace) || namespace.split("/").some((part) => /^\.{1,2}$/.test(part)))
    throw failure(
      "unknown",
      "the namespace (option namespace, or VAULT_NAMESPACE) is not the path of a namespace",
    );
  return namespace;
}
