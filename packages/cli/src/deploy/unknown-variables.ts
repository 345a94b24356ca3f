import type { Finding } from "../finding.ts";
import type { GivenVariable, Program } from "./deployed.ts";
import type { DeployNeeds, NeededSetting } from "./needs.ts";

/** The candidate that is spelled most alike, if any is near: core's. */
export type Nearest = (name: string, candidates: Iterable<string>) => string | undefined;

/**
 * Variables that no setting has, and that were meant for one: near the name of a setting that the program isn't given, or
 * with the definition's prefix. All others are the platform's, and other programs'.
 */
export function unknownFindings(
  { given, what }: Program,
  held: ReadonlySet<NeededSetting>,
  needs: DeployNeeds,
  nearest: Nearest,
): readonly Finding[] {
  const known = new Set(needs.settings.flatMap(spellingsOf));
  const absent = needs.settings.filter((setting) => !held.has(setting)).flatMap(({ variables }) => variables);
  return given.flatMap((each) => {
    const { name, file, line } = each;
    if (each.build === true || known.has(name) || !/^[A-Za-z_]\w{0,63}$/.test(name) || isPart(each, needs))
      return [];
    const meant = nearest(name, absent);
    if (meant === undefined && !needs.prefixes.some((prefix) => name.startsWith(prefix))) return [];
    const fix = meant === undefined ? "take it out, or add a setting" : `did you mean ${meant}?`;
    return [
      {
        code: "deploy-unknown",
        message: `${name}, which ${what} is given, is no setting's variable`,
        file,
        line,
        fix,
      },
    ];
  });
}

function spellingsOf({ variables, groupVariables, fileVariables }: NeededSetting): readonly string[] {
  // A setting's file, also where the definition has no source for it: that is said of the setting.
  return [
    ...variables,
    ...groupVariables,
    ...fileVariables,
    ...variables.map((variable) => `${variable}_FILE`),
  ];
}

function isPart({ name }: GivenVariable, { settings }: DeployNeeds): boolean {
  return settings.some(
    ({ hasParts, variables }) => hasParts && variables.some((each) => name.startsWith(`${each}_`)),
  );
}
