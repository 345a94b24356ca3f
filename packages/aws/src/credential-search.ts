import type { Met } from "./no-credentials.ts";

const FAILED = /^@smithy\/property-provider \S+ /;
const BEGIN = "@aws-sdk/credential-provider-node - defaultProvider::fromSSO";
/** A search meets about ten. */
const MOST = 40;

/** The texts of the last search for credentials, none of which is shown: a program's own output may be among them. */
export interface CredentialSearch {
  /** For the SDK's client, which tells each step to its logger, and to nobody else. */
  readonly logger: NoOpLogger;
  readonly met: Met;
}

export function credentialSearch(): CredentialSearch {
  let met: string[] = [];
  return {
    logger: new NoOpLogger((text) => {
      if (text.startsWith(BEGIN)) met = [];
      else if (FAILED.test(text) && met.length < MOST) met.push(text.replace(FAILED, ""));
    }),
    get met() {
      return met;
    },
  };
}

/**
 * The SDK's own logger that logs nothing has this name, and by it the SDK knows whether to print its few warnings on the
 * console instead.
 */
class NoOpLogger {
  readonly debug: (text: unknown) => void;

  constructor(listen: (text: string) => void) {
    this.debug = (text) => {
      if (typeof text === "string") listen(text);
    };
  }

  trace(): void {}
  info(): void {}
  warn(): void {}
  error(): void {}
}
