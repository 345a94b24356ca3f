/** What a pipeline is written from. */
export interface CiFacts {
  /** `npm`, `pnpm`, `yarn`, `bun` */
  readonly packageManager: string;
  /** `confide check` as the package manager runs it. */
  readonly execute: (parameters: string) => string;
  /** `aws`, `google`, `azure`, `vault`: where the definition's stores are. */
  readonly clouds: readonly string[];
  /** Where it is deployed: `staging`, `production`. */
  readonly environments: readonly string[];
  /** The package.json has a script of this name. */
  readonly hasDeploy: boolean;
  /** It has a `.env.example`. */
  readonly hasExample: boolean;
}

export function installCommand(packageManager: string): string {
  return INSTALLS[packageManager] ?? "npm ci";
}

const INSTALLS: Readonly<Record<string, string>> = {
  pnpm: "pnpm install --frozen-lockfile",
  yarn: "yarn install --immutable",
  bun: "bun install --frozen-lockfile",
};

/** What is looked at in a pull request: nothing of it needs a secret. */
export function lookCommands({ execute, hasExample }: CiFacts): readonly string[] {
  const looks = ["check --files", "check --code", ...(hasExample ? ["check --example"] : [])];
  return [execute("scan --history"), ...looks.map(execute)];
}

/** What a deployment runs, once it is signed in. */
export function deployCommands({ packageManager, execute, hasDeploy }: CiFacts): readonly string[] {
  return [execute("check"), ...(hasDeploy ? [`${packageManager} run deploy`] : [])];
}
