import type { FakeProject } from "./fake-project.ts";

/** Does with the fake what a generated policy would do with a real project, and refuses any other line. */
export function gcloud(project: FakeProject, script: string, member: string): void {
  for (const line of script.split("\n").filter((each) => each !== "")) {
    const done = line.replace(/^gcloud secrets describe .* \|\| /, ""); // what is asked for isn't there
    const words = done.replaceAll("$MEMBER", member).replaceAll('"', "").split(" ");
    const flags = new Map(
      words.filter((word) => word.startsWith("--")).map((word) => splitOnce(word.slice(2))),
    );
    const command = words.filter((word) => !word.startsWith("--")).join(" ");
    run(project, command, flags, line);
  }
}

function run(project: FakeProject, command: string, flags: ReadonlyMap<string, string>, line: string): void {
  const parent = `projects/${flags.get("project")}`;
  const [, bound] = /^gcloud secrets add-iam-policy-binding (\S+)$/.exec(command) ?? [];
  const [, made] = /^gcloud iam roles create (\S+)$/.exec(command) ?? [];
  const [, secretId] = /^gcloud secrets create (\S+)$/.exec(command) ?? [];
  if (secretId !== undefined) project.create(secretId, annotationsIn(flags.get("set-annotations") ?? ""));
  else if (bound !== undefined)
    project.iam.bind(flags.get("member") ?? "", flags.get("role") ?? "", `${parent}/secrets/${bound}`);
  else if (made !== undefined)
    project.iam.roles.set(`${parent}/roles/${made}`, (flags.get("permissions") ?? "").split(","));
  else if (!line.startsWith(": ")) throw new Error(`the policy has a line that gcloud doesn't know: ${line}`);
}

function annotationsIn(flag: string): Record<string, string> {
  return Object.fromEntries([splitOnce(flag)]);
}

function splitOnce(flag: string): [string, string] {
  const at = flag.indexOf("=");
  return [flag.slice(0, at), flag.slice(at + 1)];
}
