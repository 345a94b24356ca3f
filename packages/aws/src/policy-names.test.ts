import { getOutcome } from "@confide/core/adapter";
import fc from "fast-check";
import { expect, test } from "vitest";

import { anyName, HOSTILE_NAMES, unlessRefused } from "../../core/test/hostile-names.ts";
import { context } from "../test/harness.ts";
import { awsSecretsManager } from "./index.ts";

const ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";

async function readRefuses(name: string): Promise<boolean> {
  const client = { send: async () => Promise.reject(new Error("nobody is there")) } as never;
  const outcome = await getOutcome(awsSecretsManager({ client }), { name }, context());
  return outcome?.error?.reason === "invalid-ref";
}

function resourcesFor(name: string, region = "eu-west-1", can: "read" | "rotate" = "read") {
  return unlessRefused(() => {
    const { text = "" } = awsSecretsManager({ region }).policy?.([{ ref: { name }, can }]) ?? {};
    const { Statement } = JSON.parse(text) as { Statement: { Resource: string[] }[] };
    return [...new Set(Statement.flatMap(({ Resource }) => Resource))];
  });
}

/** As IAM compares: a star is any text, a question mark any character, and `${…}` a variable. */
function grants(pattern: string, arn: string): boolean {
  if (/\$\{[^}]*\}/.test(pattern)) return true; // whoever sets the variable decides
  const regex = pattern
    .replaceAll(/[.+^$(){}|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${regex}$`, "s").test(arn);
}

test("a name that can't be asked for can't be granted, and any other is granted exactly", async () => {
  await fc.assert(
    fc.asyncProperty(anyName, anyName, fc.constantFrom("read", "rotate"), async (name, other, can) => {
      const resources = resourcesFor(name, "eu-west-1", can);
      expect(resources?.length).toBe((await readRefuses(name)) ? undefined : 1);
      fc.pre(resources !== undefined);
      const isGranted = (each: string) =>
        resources.some((pattern) => grants(pattern, `${ARN}${each}-Ab12Cd`));
      expect([isGranted(name), isGranted(other)]).toEqual([true, other === name]);
    }),
  );
});

test.each(HOSTILE_NAMES.filter((name) => !/^[\w/+=.@!-]{1,512}$/.test(name)))(
  "a policy with %j beside a good name is none",
  (name) => {
    expect(resourcesFor(name)).toBeUndefined();
  },
);

test.each(["*", "eu-*", "eu-west-?", "${aws:RequestedRegion}", 'a"b', "a:b", "a/b", "", "a\nb"])(
  "%j is no region",
  (region) => {
    expect(resourcesFor("a", region)).toBeUndefined();
  },
);

test.each([
  `${ARN}prod/*`,
  `${ARN}*`,
  `${ARN}a-??????`,
  `${ARN}\${aws:username}`,
  "arn:aws:secretsmanager:*:123456789012:secret:a",
])("%s is a pattern, and no secret", (arn) => {
  expect(resourcesFor(arn)).toBeUndefined();
});
