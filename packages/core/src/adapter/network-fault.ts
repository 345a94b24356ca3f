import { tried } from "../util/tried.ts";

/** Why there was no answer, where that is known, and what to do. */
export interface NetworkFault {
  /** A code of Node's, or a name of confide's where the error had only words. */
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
  /** Whether trying again may help: a certificate stays what it is. */
  readonly mayPass: boolean;
}

/**
 * What the network refused, by the code of an error or of its cause, whichever client threw it. Clients that keep no code
 * are known by Node's own words. `undefined` for anything else.
 *
 * @example
 * ```ts
 * import { networkFault } from "@confide/core/adapter";
 *
 * const error = Object.assign(new Error("…"), { code: "SELF_SIGNED_CERT_IN_CHAIN" });
 * console.log(networkFault(error)?.fix); // set NODE_EXTRA_CA_CERTS to the file of your organisation's authority
 * ```
 */
export function networkFault(error: unknown): NetworkFault | undefined {
  for (const each of withCauses(error)) {
    const code = readOrNone(each, "code");
    const fault = typeof code === "string" ? FAULTS.find(({ codes }) => codes.includes(code)) : undefined;
    if (fault) return { code: String(code), detail: fault.detail, fix: fault.fix, mayPass: fault.mayPass };
  }
  for (const each of withCauses(error)) {
    const message = readOrNone(each, "message");
    const fault = typeof message === "string" ? FAULTS.find(({ words }) => words.test(message)) : undefined;
    if (fault)
      return { code: fault.codes[0] ?? "", detail: fault.detail, fix: fault.fix, mayPass: fault.mayPass };
  }
  return undefined;
}

interface KnownFault extends Omit<NetworkFault, "code"> {
  readonly codes: readonly string[];
  /** As Node and OpenSSL say it, where a client passes on nothing else. */
  readonly words: RegExp;
}

const FAULTS: readonly KnownFault[] = [
  {
    codes: [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "UNABLE_TO_GET_ISSUER_CERT",
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
      "CERT_UNTRUSTED",
    ],
    words: /self[- ]signed certificate|unable to (?:verify the first|get (?:local )?issuer) certificate/i,
    detail: "its certificate is of an authority that this machine doesn't trust",
    fix: "set NODE_EXTRA_CA_CERTS to the file of your organisation's authority",
    mayPass: false,
  },
  {
    codes: ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"],
    words: /certificate (?:has expired|is not yet valid)/i,
    detail: "its certificate isn't valid at this machine's time",
    fix: "look at this machine's clock, then at the certificate",
    mayPass: false,
  },
  {
    codes: ["ERR_TLS_CERT_ALTNAME_INVALID"],
    words: /does not match certificate's altnames/i,
    detail: "its certificate is of another host",
    fix: "use the address that the certificate names",
    mayPass: false,
  },
  {
    codes: ["ERR_SSL_WRONG_VERSION_NUMBER", "EPROTO"],
    words: /wrong version number/i,
    detail: "what answers there doesn't speak TLS",
    fix: "look at the address: its port, and whether a proxy is in between",
    mayPass: false,
  },
  {
    codes: ["ENOTFOUND", "EAI_AGAIN"],
    words: /getaddrinfo ENOTFOUND|name resolution failed/i,
    detail: "there is no host of that name",
    fix: "look at the name in the address, and at the network's DNS",
    mayPass: true,
  },
  {
    codes: ["ECONNREFUSED"],
    words: /connect ECONNREFUSED/,
    detail: "nothing listens at that address",
    fix: "look at the address and its port, and whether a proxy is needed",
    mayPass: true,
  },
];

const MOST_CAUSES = 5;

function withCauses(error: unknown): object[] {
  const found: object[] = [];
  let each = error;
  while (typeof each === "object" && each !== null && found.length < MOST_CAUSES) {
    found.push(each);
    each = readOrNone(each, "cause");
  }
  return found;
}

/** An error may be anything that was thrown, with a getter that throws itself. */
function readOrNone(error: object, name: string): unknown {
  return tried((): unknown => Reflect.get(error, name));
}
