/** Programs read these variables as a command, or a part of one. */
const RUN_AS_COMMANDS =
  /^(?:GIT_(?:PAGER|EDITOR|SEQUENCE_EDITOR|EXTERNAL_DIFF|SSH_COMMAND|ASKPASS)|(?:MAN)?PAGER|EDITOR|VISUAL|PROMPT_COMMAND|LESSOPEN|BROWSER)$/;

/** The script that comes of a variable's value where a program is started with it; `undefined`: none. */
export function scriptOfVariable(name: string, value: string): string | undefined {
  if (RUN_AS_COMMANDS.test(name)) return value;
  if (name === "BASH_ENV" || name === "ENV") return `. ${value}`;
  return name === "PS4" || name === "PS1" ? `echo "${value}"` : undefined;
}
