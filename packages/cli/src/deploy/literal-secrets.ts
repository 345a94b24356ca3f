import type { Finding } from "../finding.ts";
import type { GivenVariable, Program } from "./deployed.ts";
import type { DeployNeeds, NeededSetting } from "./needs.ts";

/** A setting of which the files can't say whether it is given. */
export interface Unseen {
  readonly setting: string;
  readonly variable: string;
  /** Where it may be: `secrets.DATABASE_URL`. */
  readonly why: string;
}

/** What a look at one setting or variable came to. */
export interface Looked {
  readonly problem?: Finding;
  readonly warning?: Finding;
  readonly unseen?: Unseen;
}

/** Of every program: a secret in a file is a finding, whichever program gets it. */
export function literalSecrets({ given, trial }: Program, { settings }: DeployNeeds): readonly Looked[] {
  const secrets = settings.filter(({ secret }) => secret);
  return given.flatMap((each): readonly Looked[] => {
    const setting = secrets.find(
      ({ variables, groupVariables }) =>
        variables.includes(each.name) || (each.isObject === true && groupVariables.includes(each.name)),
    );
    const finding = setting && literalFinding(setting, each);
    if (finding === undefined) return [];
    const isCertain = each.value === "literal" && trial !== true;
    return [isCertain ? { problem: finding } : { warning: finding }];
  });
}

function literalFinding(
  { name }: NeededSetting,
  { name: variable, value, baked, file, line }: GivenVariable,
): Finding | undefined {
  const base = { setting: name, secret: true, file, line };
  if (value === "literal")
    return {
      ...base,
      code: "deploy-literal",
      message: `${variable} is a secret, and its value is written in the file`,
      fix: "refer to a secret of the platform, or to a file",
    };
  if (value === "default")
    return {
      ...base,
      code: "deploy-literal",
      message: `${variable} is a secret, and a value for want of another is written in the file`,
      fix: "leave the default out",
    };
  if (baked !== true || value === "empty") return undefined;
  return {
    ...base,
    code: "deploy-baked",
    message: `${variable} is a secret, and the image keeps it`,
    fix: "mount it in the build, RUN --mount=type=secret, and set it where the container starts",
  };
}
