import { afterAll, beforeAll } from "vitest";

import { startOpenBao, startPostgres } from "../../../scripts/servers.ts";
import { adminOf } from "../test/fixture.ts";
import { policyCases } from "../test/policy-cases.ts";

let bao: Awaited<ReturnType<typeof startOpenBao>>;
let postgres: Awaited<ReturnType<typeof startPostgres>>;

beforeAll(async () => {
  [bao, postgres] = await Promise.all([startOpenBao(), startPostgres()]);
  const { host, port, database, user, password } = postgres;
  const admin = adminOf(bao);
  await admin("POST", "sys/mounts/database", { type: "database" });
  await admin("POST", "database/config/tests", {
    plugin_name: "postgresql-database-plugin",
    allowed_roles: "app",
    connection_url: `postgresql://{{username}}:{{password}}@${host}:${port}/${database}`,
    username: user,
    password,
  });
  await admin("POST", "database/roles/app", {
    db_name: "tests",
    creation_statements: [
      `CREATE ROLE "{{name}}" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'`,
    ],
    default_ttl: "1m",
    max_ttl: "3m",
  });
}, 300_000);
afterAll(async () => {
  await bao.stop();
  await postgres.stop();
});

policyCases(() => bao);
