import { type Explainer, explainerOf, type Meanings } from "../issuers/explain.ts";

/** What a SQLSTATE means here, and what helps. */
const MEANINGS: Meanings = {
  "42501": ({ role }) => [
    "the right to do it is missing",
    `give ${role} CREATEROLE, and each right that it has to pass on WITH GRANT OPTION (with PostgreSQL 16 also ADMIN OPTION on the user)`,
  ],
  "28P01": ({ role }) => ["the password was not accepted", `check the password of ${role}`],
  "28000": ({ role }) => [
    "the login is not allowed",
    `check that ${role} has LOGIN, that VALID UNTIL isn't over, and pg_hba.conf`,
  ],
  "53300": ({ role }) => [
    "there are as many connections as are allowed",
    `raise CONNECTION LIMIT of ${role}, or max_connections, or close connections`,
  ],
  "55P03": () => [
    "a lock was not to be had in time",
    "try again when no migration or other rotator is at it",
  ],
  "57014": () => ["it took too long", "try again when the database is less busy"],
  "3D000": () => ["there is no such database", "correct the database in the address"],
  "42704": () => ["there is no such role or object", "create it, or correct its name"],
  "0LP01": () => [
    "no role can be a member of itself, also not by way of another one",
    "take back the membership of one user in the other",
  ],
  "2BP01": ({ role }) => [
    "others have a right from this user",
    `let ${role} give it to them in its place, and revoke it with CASCADE`,
  ],
  "55000": () => ["the database lets nobody in", "allow connections to it, or take back the rights in it"],
  "25006": () => ["the server takes no writes", "connect to the primary, not to a replica"],
};

export const postgresErrors: Explainer = explainerOf(MEANINGS);
