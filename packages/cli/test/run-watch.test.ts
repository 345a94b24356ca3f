import { afterEach, beforeEach, expect, test } from "vitest";

import { definitionFile, Project } from "./kit/project.ts";
import { StartedProgram } from "./kit/start-program.ts";

let project: Project;
beforeEach(() => {
  project = new Project({
    "settings.json": '{ "port": 1, "password": "canary-one" }',
    "confide.config.ts": definitionFile(
      "port: z.int(), password: secret(z.string())",
      '[file("settings.json")]',
    ).replace("dotenv,", "dotenv, file,"),
  });
});
afterEach(() => {
  project[Symbol.dispose]();
});

const script = [
  "--",
  "sh",
  "-c",
  'trap "echo told to stop; exit 0" TERM; echo "port $PORT, $PASSWORD."; while :; do sleep 0.05; done',
];

test("a change restarts the program with the new settings, and new secrets are redacted", async () => {
  using confide = new StartedProgram(["run", "--watch", ...script], { cwd: project.folder });
  await confide.until("port 1, [secret password].");
  project.write({ "settings.json": '{ "port": 2, "password": "canary-two" }' });
  await confide.until("port 2, [secret password].");
  expect(confide.stdout).toBe("port 1, [secret password].\ntold to stop\nport 2, [secret password].\n");
  confide.child.kill("SIGTERM");
  expect(await confide.ended()).toBe(0);
});

test("an invalid change is reported without its values, and the program goes on until a valid one", async () => {
  using confide = new StartedProgram(["run", "--watch", ...script], { cwd: project.folder });
  await confide.until("port 1,");
  project.write({ "settings.json": '{ "port": "canary-port", "password": "canary-two" }' });
  await expect.poll(() => confide.stderr, { timeout: 20_000 }).toContain("the program goes on with the one");
  expect(confide.stderr).toContain("expected an integer");
  expect(confide.stderr + confide.stdout).not.toContain("canary");
  expect(confide.stdout).toBe("port 1, [secret password].\n");
  project.write({ "settings.json": '{ "port": 3, "password": "canary-two" }' });
  await confide.until("port 3,");
  confide.child.kill("SIGTERM");
  expect(await confide.ended()).toBe(0);
});

test("a change that the program doesn't see, as it was not chosen, restarts nothing", async () => {
  using confide = new StartedProgram(["run", "--watch", "--only", "password", ...script], {
    cwd: project.folder,
  });
  await confide.until("port ,");
  project.write({ "settings.json": '{ "port": 2, "password": "canary-one" }' });
  await new Promise((resolve) => void setTimeout(resolve, 1_500));
  project.write({ "settings.json": '{ "port": 2, "password": "canary-two" }' });
  await confide.until(/told to stop\nport ,/);
  expect(confide.stdout.split("told to stop").length).toBe(2);
  confide.child.kill("SIGTERM");
  expect(await confide.ended()).toBe(0);
});
