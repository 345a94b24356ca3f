/** How a project installs packages and runs a program of one of them, in its package manager's own words. */
export interface PackageManager {
  /** `npm`, `yarn`, `pnpm`, `bun`, `deno` */
  readonly name: string;
  install(packages: readonly string[], kind: "normal" | "development"): string;
  /** `npx confide check` */
  execute(program: string, parameters: readonly string[]): string;
}

/** By the lock file of the folder or one above it, or the `packageManager` of a package.json; npm where nothing says. */
export async function findPackageManager(folder: string): Promise<PackageManager> {
  const { detect, resolveCommand } = await import("package-manager-detector");
  const found = await detect({ cwd: folder });
  const agent = found?.agent ?? "npm";
  const spelled = (...[kind, parameters]: [kind: "add" | "execute-local", parameters: string[]]) => {
    const { command, args } = resolveCommand(agent, kind, parameters) ?? { command: "npx", args: parameters };
    return [command, ...args].join(" ");
  };
  return {
    name: found?.name ?? "npm",
    install: (packages, kind) => spelled("add", [...(kind === "development" ? ["-D"] : []), ...packages]),
    execute: (program, parameters) => spelled("execute-local", [program, ...parameters]),
  };
}
