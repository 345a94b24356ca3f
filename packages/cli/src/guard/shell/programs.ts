/** Their operands may name a secret file: they show nothing of what is in it. */
export const SHOWS_NOTHING: ReadonlySet<string> = new Set(
  (
    "ls stat test [ rm rmdir unlink touch chmod chown chgrp mkdir file du df wc realpath readlink basename dirname echo printf " +
    "cd pushd popd pwd true false : tee kill sleep which type hash docker podman nerdctl docker-compose kubectl confide trap exit " +
    "return alias unalias ulimit umask wait jobs date mktemp truncate shred tree cmp seq npm pnpm yarn bun set shopt export declare " +
    "typeset local readonly unset let shift read"
  ).split(" "),
);

export const SHELL_PROGRAMS: ReadonlySet<string> = new Set(["sh", "bash", "zsh", "dash", "ksh", "ash", "script", "su", "flock"]); // prettier-ignore

/** What they are given they print, or say that there is no such file, command or number. */
export const SHOWS_ARGUMENTS: ReadonlySet<string> = new Set(
  (
    "echo printf print yes seq date basename dirname expr logger ls dir cat tac nl head tail less more stat file realpath readlink " +
    "cd pushd type which hash help command let factor touch mkdir rmdir rm cp mv ln chmod chown du df tree find sort wc sleep kill source ."
  ).split(" "),
);

/** They take scripts of their own. */
export const SCRIPTED: ReadonlySet<string> = new Set(
  "sed ed ex vi vim nvim make gmake sqlite3 psql mysql mariadb duckdb gdb tclsh expect envsubst".split(" "),
);

/** They make of their input what can't be looked at. */
export const DECODERS: ReadonlySet<string> = new Set([
  "base64",
  "base32",
  "xxd",
  "openssl",
  "rev",
  "tr",
  "gunzip",
  "zcat",
  "uudecode",
  "sed",
  "awk",
  "perl",
  "python3",
  "node",
]);

/** Of them too, where they make names of files. */
export const HIDERS: ReadonlySet<string> = new Set(["base64", "base32", "xxd", "openssl", "rev"]);

/** What they read they print, or keep in a variable. */
export const ECHOES: ReadonlySet<string> = new Set(["tee", "read"]);

/** Copies: the last operand is written. */
export const COPIERS: ReadonlySet<string> = new Set(["cp", "mv", "ln", "install", "rsync"]);

/** They make files of what is somewhere else, in an archive, a commit or another folder. */
export const MAKERS: ReadonlySet<string> = new Set([
  "cp",
  "mv",
  "rsync",
  "tar",
  "unzip",
  "bsdtar",
  "7z",
  "ln",
]);
export const GIT_MAKERS: ReadonlySet<string> = new Set(["clone", "worktree", "checkout", "restore", "stash", "switch", "reset"]); // prettier-ignore

/** The options behind which programs take code. */
export const INTERPRETERS: Readonly<Record<string, RegExp>> = {
  node: /^(?:-e|-p|-pe|--eval|--print)$/,
  tsx: /^(?:-e|-p|--eval|--print)$/,
  bun: /^(?:-e|-p|--eval|--print)$/,
  deno: /^eval$/,
  python: /^-[A-Za-z]*c$/,
  python3: /^-[A-Za-z]*c$/,
  ruby: /^-[A-Za-z]*e$/,
  perl: /^-[A-Za-z0-9]*[eE]$/,
  php: /^-[rR]$/,
  lua: /^-e$/,
  Rscript: /^-e$/,
  awk: /^(?!-)/,
  gawk: /^(?!-)/,
  mawk: /^(?!-)/,
};

/** Commands that print a secret of a store, by their words. */
export const STORE_READS: readonly (readonly [program: string, words: RegExp])[] = [
  ["aws", /\bsecretsmanager (?:.* )?(?:batch-)?get-secret-value\b/],
  ["aws", /\bssm (?:.* )?get-parameters?(?:-by-path)?\b.*--with-decryption/],
  ["gcloud", /\bsecrets versions (?:.* )?access\b/],
  ["az", /\bkeyvault secret (?:show|download)\b/],
  ["vault", /\b(?:kv get|read|print token)\b/],
  ["bao", /\b(?:kv get|read|print token)\b/],
  [
    "kubectl",
    /\bget (?:.* )?secrets?\b.*(?:-o ?|--output[= ])(?:yaml|json|jsonpath|go-template|custom-columns)/,
  ],
  ["op", /\b(?:read|item get)\b/],
  ["doppler", /\bsecrets\b/],
  ["infisical", /\b(?:secrets|export)\b/],
  ["sops", /(?:^| )(?:-d|--decrypt|decrypt)\b/],
  ["age", /(?:^| )(?:-d|--decrypt)\b/],
  ["ansible-vault", /\b(?:view|decrypt)\b/],
  ["pass", /^(?:show )?[\w-]+\/[\w/-]+/],
  ["security", /\bfind-(?:generic|internet)-password\b.* -[gw]\b/],
  ["gh", /\bauth token\b|\bauth status\b.*(?:-t|--show-token)\b/],
  ["dotenv", /(?:^| )-p\b/],
  ["dotenv-cli", /(?:^| )-p\b/],
  ["dotenvx", /^(?:get|decrypt|keypair)\b/],
  ["confide", /^secret get\b.*--reveal\b/],
  ["confide", /^export\b(?!.*--json\b)/],
];
