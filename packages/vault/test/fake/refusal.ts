/** An answer that is no success, as Vault words it. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: object, headers: Readonly<Record<string, string>> = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export const refusals = {
  missing: () => new Refusal(404, { errors: [] }),
  noRoute: (path: string) =>
    new Refusal(404, { errors: [`no handler for route "${path}". route entry not found.`] }),
  unsupported: () => new Refusal(405, { errors: ["1 error occurred:\n\t* unsupported operation\n\n"] }),
  /** A token that may not. */
  denied: () => new Refusal(403, { errors: ["1 error occurred:\n\t* permission denied\n\n"] }),
  /** No token that is known. */
  badToken: () => new Refusal(403, { errors: ["permission denied"] }),
  invalid: (message: string) => new Refusal(400, { errors: [message] }),
  throttled: () =>
    new Refusal(429, { errors: ["request path: rate limit quota exceeded"] }, { "retry-after": "3600" }),
  sealed: () => new Refusal(503, { errors: ["Vault is sealed"] }),
};
