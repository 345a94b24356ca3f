import { IssuerError } from "../rotation-error.ts";
import { credentialIn, withCredential } from "./credential.ts";
import type { Issuer, IssuerApplyStep, IssuerRevokeStep, IssuerValue } from "./issuer.ts";
import { newPassword } from "./new-password.ts";

/** A password that is to be set, and the user whose rights the other one has to have. */
interface PasswordChange {
  readonly username: string;
  readonly password: string;
  readonly from: string;
}

/** What differs between databases in which two users take turns. */
export interface TwoUsersTarget {
  /** As events show it. */
  readonly name: string;
  readonly users: readonly [string, string];
  /** @default newPassword */
  readonly makePassword?: () => string;
  readonly logIn: (value: IssuerValue, signal?: AbortSignal) => Promise<void>;
  readonly setPassword: (change: PasswordChange, step: IssuerApplyStep) => Promise<void>;
  readonly endPassword: (username: string, step: IssuerRevokeStep) => Promise<void>;
}

/**
 * Two users of the same rights take turns: a rotation sets the password of the one that isn't in use, so that a client that
 * still has the other one can log in until the grace ends.
 */
export function twoUsers(target: TwoUsersTarget): Issuer {
  const { name, users, makePassword = newPassword, logIn } = target;

  function otherThan(user: string): string {
    if (!users.includes(user))
      throw new IssuerError(`the secret names none of the users ${users.join(" and ")} as its "username"`);
    return users[0] === user ? users[1] : users[0];
  }

  return {
    name,
    credentials: "two-slots",
    handleOf: (value) => credentialIn(value).username,

    async create({ current }) {
      const value = await current();
      // By the secret itself: who can write notes must not choose which user's password is set.
      return withCredential(value, otherThan(credentialIn(value).username), makePassword());
    },

    async apply(step) {
      // Set by a run before this one: nothing is to be set again while somebody may log in.
      if (step.isRepeated !== false && (await canLogIn(step))) return;
      const { username, password } = credentialIn(step.value);
      await target.setPassword({ username, password, from: otherThan(username) }, step);
    },

    test: async ({ value, signal }) => logIn(value, signal),

    async revoke(step) {
      if (step.handle === undefined) return;
      otherThan(step.handle); // only ever one of the two
      await target.endPassword(step.handle, step);
    },
  };

  async function canLogIn({ value, signal }: IssuerApplyStep): Promise<boolean> {
    return logIn(value, signal).then(
      () => true,
      () => false,
    );
  }
}

/** @throws RangeError for one user in both places */
export function assertTwoUsers(users: readonly [string, string], caller: string): void {
  if (users[0] === users[1]) throw new RangeError(`${caller} takes two different users`);
}
