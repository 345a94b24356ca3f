import { relative } from "node:path";

import type { StorePolicy } from "@confide/core";

import { type Context, defineCommand, type Result } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import { textOrNone } from "../files/read-text.ts";
import { policyDrift } from "../policy/policy-drift.ts";
import { type GrantReason, policyReasons } from "../policy/policy-reasons.ts";
import { withStoreFailures } from "../stores/call-store.ts";
import { chooseStore, severalStores } from "../stores/choose-store.ts";
import { type NamedStore, storesOf } from "../stores/stores-of.ts";
import type { Page } from "../text/page.ts";

interface ShownPolicy {
  readonly store: string;
  readonly format: "json" | "hcl" | "shell";
  readonly text: string;
  /** With `--explain`. */
  readonly grants?: readonly GrantReason[] | undefined;
}

interface PolicyData {
  readonly policies: readonly ShownPolicy[];
  /** With `--check`: the file, and whether it fits. */
  readonly file: string | null;
  readonly fits: boolean;
}

export const policyCommand = defineCommand<PolicyData>({
  data: (z) => {
    const grant = z.strictObject({ grant: z.string(), settings: z.array(z.string()).readonly() });
    const policy = z.strictObject({
      store: z.string(),
      format: z.enum(["json", "hcl", "shell"]),
      text: z.string(),
      grants: z.array(grant).readonly().optional(),
    });
    return z.strictObject({
      policies: z.array(policy).readonly(),
      file: z.string().nullable(),
      fits: z.boolean(),
    });
  },
  async run(context) {
    const loaded = await context.definition();
    const { definition, core } = loaded;
    const chosen = context.options.text("store");
    const stores = storesOf(definition);
    const wanted = chosen === undefined ? stores : [chooseStore(stores, chosen, core.nearest)];
    const policies = await withStoreFailures(core, async () => core.policiesOf(definition));
    const all = wanted.flatMap((at) => {
      const found = policies.find(({ store }) => store === at.store);
      return found === undefined ? [] : [{ at, found }];
    });
    if (all.length === 0) throw noPolicy(wanted);
    const file = context.options.text("check");
    const explains = context.options.flag("explain");
    const shown = all.map((each) => shownPolicy(each, loaded, explains));
    const warnings = wanted
      .filter(({ store }) => !store.policy)
      .map(({ name }) => ({
        code: "no-policy",
        message: `${name} has no policies: who holds its key reads all of it`,
      }));
    if (file === undefined) return { data: { policies: shown, file: null, fits: true }, warnings };
    if (all.length > 1) throw severalStores(all.map(({ at }) => at));
    return check(shown[0] as ShownPolicy, file, context);
  },
  print({ policies, file, fits }, page) {
    if (file !== null) return fits ? `${page.style.green("✓")} ${file} is the least that is needed` : "";
    return policies.map((each) => policyText(each, policies.length > 1, page)).join("\n\n");
  },
});

interface OnePolicy {
  readonly at: NamedStore;
  readonly found: StorePolicy;
}

function shownPolicy(
  { at, found: { policy } }: OnePolicy,
  { definition, core }: LoadedDefinition,
  explains: boolean,
): ShownPolicy {
  const { format, text } = policy;
  return {
    store: at.name,
    format,
    text,
    ...(explains && { grants: policyReasons(definition, at, core) }),
  };
}

function check(policy: ShownPolicy, given: string, context: Context): Result<PolicyData> {
  const path = context.resolve(given);
  const file = relative(context.terminal.cwd, path);
  const text = textOrNone(path);
  if (text === undefined)
    throw new CouldNotLook({ code: "unreadable-file", message: `${file} isn't there`, file });
  const problems = policyDrift(text, policy, file);
  return {
    data: { policies: [policy], file, fits: problems.length === 0 },
    problems,
    next:
      problems.length > 0
        ? [{ command: "confide policy --explain", why: "says what each right is for" }]
        : [],
  };
}

function policyText({ store, text, grants }: ShownPolicy, isNamed: boolean, { style, table }: Page): string {
  const shown =
    grants === undefined
      ? text.trimEnd()
      : table([
          ["right", "needed for"],
          ...grants.map(({ grant, settings }) => [
            grant,
            settings.length === 0 ? TOGETHER : settings.join(", "),
          ]),
        ]);
  return isNamed ? `${style.bold(store)}\n${shown}` : shown;
}

/** AWS takes no narrower resource than `*` for it. */
const TOGETHER = "reading several in one call: each of them needs its own right too";

function noPolicy(stores: readonly NamedStore[]): CouldNotLook {
  const names = stores.map(({ name }) => name);
  return new CouldNotLook({
    code: "no-policy",
    message:
      names.length === 0 ? "The definition has no store" : `${names.join(", ")}: no store here has policies`,
    fix:
      names.length === 0
        ? "add fromStore(…) to its sources; the stores of AWS, Google Cloud, Azure and Vault have policies"
        : "nothing is needed: who holds the key of such a store reads all of it",
  });
}
