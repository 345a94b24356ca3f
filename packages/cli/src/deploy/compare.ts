import type { Finding } from "../finding.ts";
import { applicationsIn, type ProgramCandidate, candidateOf } from "./applications.ts";
import type { Deployed, GivenVariable, Program } from "./deployed.ts";
import { literalSecrets, type Looked, type Unseen } from "./literal-secrets.ts";
import { type Nearest, unknownFindings } from "./unknown-variables.ts";
import type { DeployNeeds, NeededSetting } from "./needs.ts";

export interface Compared {
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** Programs that were taken for the application. */
  readonly applications: readonly Program[];
  readonly unseen: readonly Unseen[];
}

/**
 * What a deployment's files lack, misspell, leave empty or give away, against what a definition takes. No value is in it.
 *
 * @param only Names of the programs that are the application, where the caller knows.
 */
export function compareDeployed(
  { programs, flaws }: Deployed,
  needs: DeployNeeds,
  { nearest, only = [] }: { readonly nearest: Nearest; readonly only?: readonly string[] },
): Compared {
  const candidates = programs.map((program) => candidateOf(program, needs));
  const applications =
    only.length > 0
      ? candidates.filter(({ program }) => only.includes(program.name))
      : applicationsIn(candidates);
  const found = applications.flatMap((each) =>
    needs.settings.map((setting) => lookedFor(setting, each, needs)),
  );
  const literals = programs.flatMap((program) => literalSecrets(program, needs));
  const typos = applications.flatMap(({ program, ways }) =>
    unknownFindings(program, new Set(ways.keys()), needs, nearest),
  );
  return {
    problems: unique([
      ...flaws,
      ...found.flatMap(({ problem = [] }) => problem),
      ...typos,
      ...literals.flatMap(({ problem = [] }) => problem),
    ]),
    warnings: unique([...found, ...literals].flatMap(({ warning = [] }) => warning)),
    applications: applications.map(({ program }) => program),
    unseen: uniqueUnseen(found.flatMap(({ unseen = [] }) => unseen)),
  };
}

function lookedFor(setting: NeededSetting, { program, ways }: ProgramCandidate, needs: DeployNeeds): Looked {
  const { name, variable, required } = setting;
  const way = ways.get(setting);
  if (way?.by === "empty") return emptyVariable(setting, way.given, program);
  if (way !== undefined) {
    const from = "given" in way ? way.given.from : undefined;
    return from === undefined ? {} : { unseen: { setting: name, variable, why: from } };
  }
  if (!required) return {};
  const why = whyUnseen(setting, program, needs);
  return why === undefined
    ? { problem: missingVariable(setting, program) }
    : { unseen: { setting: name, variable, why } };
}

/** Why a file that doesn't give a setting can't say that it is missing. */
function whyUnseen(
  { variables, variable, files, fileVariables, args, elsewhere }: NeededSetting,
  { open, openFiles, scripts }: Program,
  { readsEnvFiles }: DeployNeeds,
): string | undefined {
  const [store] = elsewhere;
  if (store !== undefined) return store;
  if ([variables, files, fileVariables, args].every((names) => names.length === 0)) return "a .env file";
  const [reason] = variables.length > 0 ? open : [];
  if (reason !== undefined) return reason;
  const [mounted] = files.length > 0 ? openFiles : [];
  if (mounted !== undefined) return mounted;
  if (scripts.some((script) => script.split(/\W+/).includes(variable))) return "a script of a step";
  return readsEnvFiles && scripts.some((script) => /\.env\b/.test(script))
    ? "a .env that a step may write"
    : undefined;
}

function missingVariable(
  { name, variable, secret, files, variables, fileVariables }: NeededSetting,
  program: Program,
): Finding {
  const { what, file, line, given } = program;
  const inFile = given.find(
    (each) => variables.some((one) => each.name === `${one}_FILE`) && !fileVariables.includes(each.name),
  );
  const ways = [
    ...variables,
    ...fileVariables,
    ...files.slice(0, 1).map((each) => `a secret's file ${each}`),
  ];
  const fix =
    inFile === undefined
      ? `set ${ways.join(" or ")}`
      : `${inFile.name} is given: add fileVariables() to the definition's sources`;
  return {
    code: "deploy-missing",
    setting: name,
    secret,
    message: `missing: ${what} isn't given ${variable}`,
    file,
    line,
    fix,
  };
}

/** Empty text counts as missing, which a setting with a default doesn't mind. */
function emptyVariable(
  { name, secret, required }: NeededSetting,
  { name: variable, file, line }: GivenVariable,
  { what, isDefault }: Program,
): Looked {
  const message = `${variable} is empty for ${what}, and counts as missing`;
  const finding = {
    code: "deploy-empty",
    setting: name,
    secret,
    message,
    file,
    line,
    fix: `set ${variable}, or leave it out`,
  };
  return required && isDefault !== true ? { problem: finding } : { warning: finding };
}

/** Two programs of one file that lack the same thing are one problem each; what they share is one. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((each) => [JSON.stringify(each), each])).values()];
}

function uniqueUnseen(unseen: readonly Unseen[]): readonly Unseen[] {
  return [...new Map(unseen.map((each) => [each.setting, each])).values()];
}
