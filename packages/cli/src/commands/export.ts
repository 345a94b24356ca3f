import { disclose } from "../audit/disclose.ts";
import { type Context, defineCommand } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import { FORMATS } from "../export/formats.ts";
import type { VariableFormat } from "../export/variable-format.ts";
import { appendToFile } from "../files/append-to-file.ts";
import type { Finding } from "../finding.ts";
import { chooseVariables, type ChosenVariables, type Variable } from "../settings/variables.ts";

interface ExportData {
  readonly format: string;
  /** What is exported, or with `--json` would be. */
  readonly variables: readonly Pick<Variable, "setting" | "name" | "secret">[];
  /** The file that it went into; `null` for stdout, and with `--json`, which exports nothing. */
  readonly file: string | null;
}

export const exportCommand = defineCommand<ExportData>({
  data: (z) => {
    const variable = z.strictObject({ setting: z.string(), name: z.string(), secret: z.boolean() });
    const variables = z.array(variable).readonly();
    return z.strictObject({ format: z.string(), variables, file: z.string().nullable() });
  },
  async run(context) {
    const { options, terminal } = context;
    const { name, format } = chosenFormat(options.text("format") ?? "");
    refuseName(name, context);
    const [prefix, resourceName] = [options.text("prefix") ?? "", resourceNameIn(context)];
    refuseReader(context, name);
    const loaded = await context.definition();
    const { definition, core } = loaded;
    const chosen = await chooseVariables(definition, core, { only: options.texts("only"), prefix });
    const { variables, warnings, report } = chosen;
    const problems = [...chosen.problems, ...refusals(variables, format)];
    const data = { format: name, variables: variables.map(withoutText), file: null };
    if (problems.length > 0) return { data, problems, warnings, ...(report !== undefined && { report }) };
    if (context.reader === "program") return { data, warnings };
    await maskSecrets(context, name, chosen);
    const isAsked = terminal.stdout.isTTY;
    const { result, warnings: told } = await disclose(variables, loaded, {
      purpose: "confide export",
      isAsked,
    });
    const texts = variables.map((each, index) => ({ name: each.name, text: result[index] ?? "" }));
    const file = writeOut(context, name, format.print(texts, { resourceName }));
    return { data: { ...data, file }, warnings: [...warnings, ...told] };
  },
  print: ({ file, variables }, { style }) =>
    file === null ? "" : `${style.green("✓")} wrote ${variables.length} variables to ${file}`,
});

function withoutText({ setting, name, secret }: Variable): ExportData["variables"][number] {
  return { setting, name, secret };
}

function chosenFormat(name: string): { readonly name: string; readonly format: VariableFormat } {
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format !== undefined) return { name, format };
  throw new CouldNotLook({
    code: "usage",
    message: "--format names no format",
    fix: `the formats are ${Object.keys(FORMATS).join(", ")}`,
    next: [{ command: "confide export --help", why: "says what it takes" }],
  });
}

/** Only a manifest has one. */
function refuseName(format: string, { options }: Context): void {
  if (format === "k8s" || options.text("name") === undefined) return;
  throw new CouldNotLook({
    code: "usage",
    message: "--name means something only with --format k8s",
    fix: "leave --name out",
    next: [{ command: "confide export --help", why: "says what it takes" }],
  });
}

/** As Kubernetes takes names: a subdomain. */
function resourceNameIn({ options }: Context): string {
  const name = options.text("name") ?? "settings";
  if (/^[a-z\d]([a-z\d.-]{0,251}[a-z\d])?$/.test(name)) return name;
  throw new CouldNotLook({
    code: "usage",
    message: "--name is no name of a resource: it takes small letters, digits, dashes and dots",
  });
}

/** Values go to a program or into a file: never to an agent, and to a terminal only where a person asked for them. */
function refuseReader({ reader, terminal, options }: Context, format: string): void {
  if (reader === "program") return;
  if (reader === "agent")
    throw new CouldNotLook({
      code: "refused-to-agent",
      message: "confide export prints values, which a coding agent never gets",
      fix: "--json lists the variables without their values; confide run starts a program with them",
    });
  if (format === "github" && gitHubEnvFile(terminal.env) === undefined)
    throw new CouldNotLook({
      code: "not-in-github-actions",
      message: "There is no file that GITHUB_ENV names, so this is no step of GitHub Actions",
    });
  if (terminal.stdout.isTTY && !options.flag("reveal"))
    throw new CouldNotLook({
      code: "terminal-without-reveal",
      message: "The values would be shown on this terminal",
      fix: "send them into a file or to a program, or add --reveal",
    });
}

function gitHubEnvFile({ GITHUB_ENV }: Context["terminal"]["env"]): string | undefined {
  return GITHUB_ENV === "" ? undefined : GITHUB_ENV;
}

function refusals(variables: readonly Variable[], format: VariableFormat): readonly Finding[] {
  return variables.flatMap(({ setting, name, text, secret }) => {
    const message = formatRefusal({ name, text }, format);
    return message === undefined ? [] : [{ code: "format-cannot-hold", setting, secret, message }];
  });
}

/** By `map`: the look at the value hands nothing out. */
function formatRefusal(
  { name, text }: Pick<Variable, "name" | "text">,
  format: VariableFormat,
): string | undefined {
  let message: string | undefined;
  text.map((each) => (message = format.refusal({ name, text: each })));
  return message;
}

/** Before anything else is written. The runner reads both outputs; what stdout has may be on its way into a file. */
async function maskSecrets({ terminal }: Context, format: string, chosen: ChosenVariables): Promise<void> {
  if (terminal.env["GITHUB_ACTIONS"] !== "true" && format !== "github") return;
  const { githubMasks } = await import("../export/github-masks.ts");
  const texts = chosen.variables.filter(({ secret }) => secret).map(({ text }) => text);
  const output = format === "github" ? terminal.stdout : terminal.stderr;
  output.write(githubMasks([...chosen.secrets, ...texts]));
}

/** @returns The file that it went into. */
function writeOut({ terminal }: Context, format: string, text: string): string | null {
  const file = format === "github" ? gitHubEnvFile(terminal.env) : undefined;
  if (file === undefined) {
    terminal.stdout.write(text);
    return null;
  }
  appendToFile(file, text);
  return file;
}
