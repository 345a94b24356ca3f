import { getOutcome } from "@confide/core/adapter";
import { expect, test } from "vitest";

import { context } from "../test/fixture.ts";
import { hashicorpVault, tokenAuth } from "./index.ts";

const data = { data: { data: { a: "1" }, metadata: { version: 3 } } };

function storeWhose(mountsAnswer: () => Response) {
  const paths: string[] = [];
  const fetch = async (url: unknown) => {
    const path = new URL(String(url)).pathname.replace("/v1/", "");
    paths.push(path);
    return path.startsWith("sys/internal") ? mountsAnswer() : Response.json(data);
  };
  const store = hashicorpVault({ address: "https://vault.example", auth: tokenAuth("a-token"), fetch });
  const read = async () => {
    const outcome = await getOutcome(store, { name: "app" }, context());
    return outcome?.error?.reason ?? outcome?.value?.version;
  };
  return { paths, read };
}

test.each([
  [403, { errors: ["1 error occurred:\n\t* preflight capability check returned 403"] }],
  [404, { errors: [] }],
])(
  "an engine that this token can't see (%i) is taken as KV v2, and asked about anew",
  async (status, body) => {
    const { paths, read } = storeWhose(() => Response.json(body, { status }));
    expect([await read(), await read()]).toEqual(["3", "3"]);
    expect(paths.filter((path) => path.startsWith("sys/internal"))).toHaveLength(2);
  },
);

test.each([
  [500, "unavailable"],
  [429, "throttled"],
])("any other failure (%i) is the read's own, and nothing is guessed", async (status, reason) => {
  const { paths, read } = storeWhose(() => Response.json({ errors: [] }, { status }));
  expect(await read()).toBe(reason);
  expect(paths).toEqual(["sys/internal/ui/mounts/secret"]);
});

test("what is found is kept", async () => {
  const { paths, read } = storeWhose(() => Response.json({ data: { options: { version: "2" } } }));
  expect([await read(), await read()]).toEqual(["3", "3"]);
  expect(paths.filter((path) => path.startsWith("sys/internal"))).toHaveLength(1);
});

test.each([[{ options: { version: "1" } }], [{ options: { version: 2 } }], [{ options: null }], [{}]])(
  "an engine of which %j is said is KV v1",
  async (said) => {
    const { paths, read } = storeWhose(() => Response.json({ data: said }));
    await read();
    expect(paths.at(-1)).toBe("secret/app");
  },
);

test("what was given is looked at once, where a secret is missing, and holds where it can't be seen", async () => {
  const asked: string[] = [];
  const answers = {
    seen: () => Response.json({ data: { options: { version: "2" } } }),
    hidden: () => Response.json({ errors: ["denied"] }, { status: 403 }),
  };
  for (const answer of Object.values(answers)) {
    asked.length = 0;
    const fetch = async (url: unknown) => {
      asked.push(new URL(String(url)).pathname.replace("/v1/", ""));
      return asked.at(-1)?.startsWith("sys/") ? answer() : Response.json({ errors: [] }, { status: 404 });
    };
    const auth = tokenAuth("a-token");
    const store = hashicorpVault({ address: "https://vault.example", auth, fetch, kvVersion: 2 });
    const read = async () => (await getOutcome(store, { name: "app" }, context())).error?.reason;
    expect([await read(), await read()]).toEqual(["not-found", "not-found"]);
    expect(asked).toEqual(["secret/data/app", "sys/internal/ui/mounts/secret", "secret/data/app"]);
  }
});
