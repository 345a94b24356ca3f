import { existsSync } from "node:fs";
import { join } from "node:path";

import { isMap, isSeq, type YAMLSeq } from "yaml";

import { textOrNone } from "../files/read-text.ts";
import { gitRuns, HOOK_NAMES, type HookManager, type HookSite, runsConfide } from "./hook-manager.ts";
import type { HooksPlace } from "./hooks-place.ts";
import { editedYaml } from "./yaml-file.ts";

const PRE_COMMIT_FILES = [".pre-commit-config.yaml", ".pre-commit-config.yml"];

/**
 * The framework that is called pre-commit. Scanners of others are installed by it from their registries, at a version; nothing
 * is cloned.
 */
export const preCommitManager: HookManager = {
  name: "pre-commit",
  isUsed: ({ root }) => PRE_COMMIT_FILES.some((name) => existsSync(join(root, name))),
  install: (site) => [
    editedYaml(preCommitFile(site.place), EMPTY_CONFIG, (document) => {
      const repos = document.get("repos");
      if (!isSeq(repos)) document.set("repos", document.createNode([]));
      const all = document.get("repos") as YAMLSeq;
      if (idsIn(all).includes("confide-scan")) return false;
      if (all.items.length === 0) all.flow = false; // `[]`
      all.add(document.createNode({ repo: "local", hooks: localHooks(site) }));
      return true;
    }),
  ],
  uninstall: ({ place }) => [
    editedYaml(preCommitFile(place), EMPTY_CONFIG, (document) => {
      const repos = document.get("repos");
      if (!isSeq(repos)) return false;
      const index = repos.items.findIndex((repo) => idsOf(repo).includes("confide-scan"));
      return index !== -1 && document.deleteIn(["repos", index]);
    }),
  ],
  running({ place }) {
    const isConfigured = runsConfide(textOrNone(preCommitFile(place)));
    return isConfigured
      ? HOOK_NAMES.filter((name) => gitRuns(join(place.folder, name), /pre[-_]commit|prek/))
      : [];
  },
  activate: () => [
    {
      command: "pre-commit install --hook-type pre-commit --hook-type pre-push",
      why: "makes git run pre-commit",
    },
  ],
};

const EMPTY_CONFIG = "default_install_hook_types: [pre-commit, pre-push]\nrepos: []\n";

function preCommitFile({ root }: HooksPlace): string {
  return join(
    root,
    PRE_COMMIT_FILES.find((name) => existsSync(join(root, name))) ?? ".pre-commit-config.yaml",
  );
}

/** confide's own by the project's copy, gitleaks for what has the form of a token, detect-secrets for what looks random. */
function localHooks({ commands }: HookSite): readonly object[] {
  const always = { pass_filenames: false, always_run: true };
  return [
    {
      id: "confide-scan",
      name: "confide scan --staged",
      entry: commands["pre-commit"],
      language: "system",
      ...always,
      stages: ["pre-commit"],
    },
    {
      id: "confide-scan-history",
      name: "confide scan --history",
      entry: commands["pre-push"],
      language: "system",
      ...always,
      stages: ["pre-push"],
    },
    {
      id: "gitleaks",
      name: "gitleaks",
      entry: "gitleaks git --pre-commit --redact --staged --verbose --no-banner",
      language: "golang",
      additional_dependencies: ["github.com/zricethezav/gitleaks/v8@v8.30.1"],
      ...always,
      stages: ["pre-commit"],
    },
    {
      id: "detect-secrets",
      name: "detect-secrets",
      entry: "detect-secrets-hook --baseline .secrets.baseline",
      language: "python",
      additional_dependencies: ["detect-secrets==1.5.0"],
      exclude: String.raw`(^|/)(package-lock\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock)$`,
      stages: ["pre-commit"],
    },
  ];
}

function idsIn(repos: YAMLSeq): readonly string[] {
  return repos.items.flatMap(idsOf);
}

function idsOf(repo: unknown): readonly string[] {
  const hooks = isMap(repo) ? repo.get("hooks") : undefined;
  return isSeq(hooks) ? hooks.items.flatMap((hook) => (isMap(hook) ? [String(hook.get("id"))] : [])) : [];
}
