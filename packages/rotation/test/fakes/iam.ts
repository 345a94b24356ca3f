import { iamAccessKey, type IamClient } from "../../src/issuers/iam-access-key.ts";
import { localLock } from "../local-lock.ts";
import { type FakeVendor, remembering } from "./fake-vendor.ts";
import { Faults } from "./faults.ts";

interface FakeKey {
  readonly SecretAccessKey: string;
  isActive: boolean;
  lastUsed?: Date;
}

/** The access keys of one IAM user, by the documentation of its API. */
export class FakeIam implements IamClient {
  readonly keys = new Map<string, FakeKey>();
  readonly faults = new Faults();
  /** So often a new key is not known yet. */
  unknownFor = 0;
  #count = 0;

  add(id: string, SecretAccessKey: string): void {
    this.keys.set(id, { SecretAccessKey, isActive: true });
  }

  async createAccessKey({ UserName }: { UserName: string }) {
    return this.faults.pass("CreateAccessKey", () => {
      assertUser(UserName);
      if (this.keys.size >= 2)
        throw failure("LimitExceededException", "Cannot exceed quota for AccessKeysPerUser: 2");
      const AccessKeyId = `AKIAFAKE${String(++this.#count).padStart(12, "0")}`;
      const SecretAccessKey = `made-${crypto.randomUUID()}`;
      this.add(AccessKeyId, SecretAccessKey);
      return { AccessKey: { UserName, AccessKeyId, SecretAccessKey, Status: "Active" } };
    });
  }

  async listAccessKeys({ UserName }: { UserName: string }) {
    return this.faults.pass("ListAccessKeys", () => {
      assertUser(UserName);
      return { AccessKeyMetadata: [...this.keys.keys()].map((AccessKeyId) => ({ UserName, AccessKeyId })) };
    });
  }

  async getAccessKeyLastUsed({ AccessKeyId }: { AccessKeyId: string }) {
    return this.faults.pass("GetAccessKeyLastUsed", () => {
      const date = this.#key(AccessKeyId).lastUsed;
      const used = { ServiceName: date ? "sts" : "N/A", Region: date ? "us-east-1" : "N/A" };
      return { UserName: "shop", AccessKeyLastUsed: { ...used, ...(date && { LastUsedDate: date }) } };
    });
  }

  async updateAccessKey({ AccessKeyId }: { AccessKeyId: string }) {
    return this.faults.pass("UpdateAccessKey", () => void (this.#key(AccessKeyId).isActive = false));
  }

  async deleteAccessKey({ AccessKeyId }: { AccessKeyId: string }) {
    return this.faults.pass("DeleteAccessKey", () => {
      this.#key(AccessKeyId);
      this.keys.delete(AccessKeyId);
    });
  }

  /** `GetCallerIdentity` of STS, which answers whatever the user is allowed. */
  use(id: string, secret: string): void {
    const key = this.keys.get(id);
    if (!key?.isActive || this.unknownFor-- > 0)
      throw failure(
        "InvalidClientTokenId",
        `The security token ${secret} included in the request is invalid`,
      );
    if (key.SecretAccessKey !== secret)
      throw failure("SignatureDoesNotMatch", `Not the signature of ${secret}`);
    key.lastUsed = new Date();
  }

  #key(id: string): FakeKey {
    const key = this.keys.get(id);
    if (key) return key;
    throw failure("NoSuchEntityException", `The Access Key with id ${id} cannot be found`);
  }
}

function assertUser(name: string): void {
  if (name !== "shop") throw failure("NoSuchEntityException", `The user with name ${name} cannot be found.`);
}

export function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $fault: "client" });
}

export const IAM_FIRST = { accessKeyId: "AKIAFIRST0000000", secretAccessKey: "first-secret-of-shop" };

export function iamVendor(): FakeVendor & { readonly iam: FakeIam } {
  const iam = new FakeIam();
  const { faults } = iam;
  iam.add(IAM_FIRST.accessKeyId, IAM_FIRST.secretAccessKey);
  iam.use(IAM_FIRST.accessKeyId, IAM_FIRST.secretAccessKey);
  const made = iamAccessKey({
    iam,
    userName: "shop",
    test: async ({ accessKeyId, secretAccessKey }) =>
      faults.pass("GetCallerIdentity", () => iam.use(accessKeyId, secretAccessKey)),
    clock: { sleep: async () => {} },
  });
  const first = JSON.stringify(IAM_FIRST);
  const { issuer, values } = remembering(made, first);
  const valid = () =>
    [...iam.keys].flatMap(([accessKeyId, { SecretAccessKey: secretAccessKey, isActive }]) =>
      isActive ? JSON.stringify({ accessKeyId, secretAccessKey }) : [],
    );
  return {
    iam,
    issuer,
    faults,
    first,
    valid,
    revoked: () => new Set([...values].filter((each) => !valid().includes(each))),
    hasGrace: true,
    lock: localLock(),
    errors: {
      denied: (secret) => failure("AccessDenied", `User ${secret} is not authorized to perform this`),
      throttled: (secret) => failure("Throttling", `Rate exceeded for ${secret}`),
      cut: (secret) => Object.assign(new Error(`socket hang up ${secret}`), { code: "ECONNRESET" }),
    },
  };
}
