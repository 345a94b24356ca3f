/** One line of a Dockerfile, continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly value: string;
}

export interface Stage {
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile, each from its FROM to the next. */
export function stagesOf(text: string): readonly Stage[] {
  const stages: { name: string; instructions: Instruction[] }[] = [];
  for (const line of text
    .replace(/^\s*#.*\n/gm, "")
    .replace(/\\\n\s*/g, "")
    .split("\n")) {
    const [, name = "", value = ""] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === "FROM") stages.push({ name: / AS (\S+)$/i.exec(value)?.[1] ?? "", instructions: [] });
    if (name !== "") stages.at(-1)?.instructions.push({ name, value });
  }
  return stages;
}

/** What is wrong with the image of a service, as sentences. */
export function imageProblems(text: string): readonly string[] {
  const stages = stagesOf(text);
  const last = stages.at(-1)?.instructions ?? [];
  const all = stages.flatMap(({ instructions }) => instructions);
  const user = last.findLast(({ name }) => name === "USER")?.value ?? "root";
  const secretLike = /password|secret|token|api_?key|credential/i;
  return [
    ...(stages.length < 2 ? ["has one stage only: what builds it is part of it"] : []),
    ...(/^(?:root|0)\b/.test(user) ? ["runs as root"] : []),
    ...all
      .filter(({ name, value }) => /^(?:ARG|ENV)$/.test(name) && secretLike.test(value))
      .map(({ name, value }) => `has a secret in ${name} ${value.split("=")[0] ?? ""}`),
    ...all
      .filter(
        ({ name, value }) => /^(?:COPY|ADD)$/.test(name) && /(?:^|\s|\/)\.env\b(?!\.example)/.test(value),
      )
      .map(({ value }) => `copies ${value}`),
    ...last
      .filter(({ name, value }) => name === "CMD" && !value.startsWith("["))
      .map(() => "has a CMD in a shell"),
  ];
}
