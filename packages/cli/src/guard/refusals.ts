import type { Refusal } from "./tool-call.ts";

const EXPLAIN =
  "`confide explain` says which settings there are and where each comes from, `confide check` what is wrong with them";
const RUN =
  "start the program by `confide run -- COMMAND`: it gets the settings, and what it prints is redacted";

export function refusedFile(name: string, why: string): Refusal {
  return { why: `${name} ${why}, and this would read it`, instead: `${EXPLAIN}; ${RUN}` };
}

export function refusedEnvironment(): Refusal {
  return {
    why: "this would print the environment, in which there are secrets",
    instead: `name the variable that you need, printenv PATH; ${EXPLAIN}`,
  };
}

export function refusedVariable(): Refusal {
  return {
    why: "this would print a variable that holds a secret",
    instead: `a program reads it from the environment by itself; ${EXPLAIN}`,
  };
}

export function refusedStore(program: string): Refusal {
  return {
    why: `this ${program} command would print a secret`,
    instead:
      "`confide secret get REF` says whether a secret is there, and `confide secret history` its versions",
  };
}

export function refusedOutput(): Refusal {
  return {
    why: "what this would print holds a known secret",
    instead: "name the files or commits that you need; ask a person to look at the others",
  };
}

export function refusedSearch(name: string): Refusal {
  return {
    why: `${name} is among the files that this would search, and a line of it that holds a secret would be shown`,
    instead: "search with git grep or rg, which leave ignored files out, or name the folders",
  };
}

export function refusedUnseen(): Refusal {
  return {
    why: "this runs commands that can't be looked at before they run",
    instead: "write the commands as they are",
  };
}
