import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync } from "node:fs";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { definitionFile, Project } from "../kit/project.ts";
import { runCommand, type RunCommandOptions } from "../kit/run-command.ts";
import { runInTerminal } from "../kit/run-program.ts";

const COMPOSE = `services:
  web:
    image: shop
    environment:
      PORT: 3000
      DATABASE_HSOT: db
      DATABASE_PASSWORD: canary
  mail:
    image: mail
    env_file: mail.env
`;

let project: Project;
beforeEach(() => {
  project = new Project({
    "confide.config.ts": definitionFile(
      "port: z.int(), database: z.object({ host: z.string(), password: secret(z.string()) })",
    ),
    "compose.yaml": COMPOSE,
    "mail.env": "HOST=x\n",
  });
});
afterEach(() => {
  project[Symbol.dispose]();
});

const confide = async (line: string, options: Partial<RunCommandOptions> = {}) =>
  runCommand(line.split(" "), { cwd: project.folder, ...options });

describe("check --deploy", () => {
  test("a person sees what was looked at, and each problem with its line", async () => {
    const { exitCode, screen } = await runInTerminal(["check", "--deploy", "compose.yaml"], {
      cwd: project.folder,
      env: { NO_COLOR: "1" },
    });
    expect(screen).toBe(`file          is              looked at    left out
compose.yaml  Docker Compose  service web  service mail

✗ database.host  missing: service web isn't given DATABASE_HOST
    in     compose.yaml:4
    fix    set DATABASE_HOST
✗ DATABASE_HSOT, which service web is given, is no setting's variable
    in     compose.yaml:6
    fix    did you mean DATABASE_HOST?
✗ database.password (secret)  DATABASE_PASSWORD is a secret, and its
  value is written in the file
    in     compose.yaml:7
    fix    refer to a secret of the platform, or to a file
`);
    expect(exitCode).toBe(1);
  });

  test("what the files can't say stands in a table, with where it may be", async () => {
    project.write({
      "deploy/compose.yaml": COMPOSE.replace("HSOT: db", "HOST: ${HOST_OF_DB}").replace(
        "canary",
        "${SECRET}",
      ),
    });
    const { exitCode, stdout, stderr } = await confide("check --deploy deploy/compose.yaml");
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`file                 is              looked at    left out
deploy/compose.yaml  Docker Compose  service web  service mail

these files can't say  it may be in
DATABASE_HOST          the shell's HOST_OF_DB
DATABASE_PASSWORD      the shell's SECRET

✓ the file fits: 3 settings
`);
  });

  test("FILE#NAME says what the application is", async () => {
    project.write({
      "compose.yaml": COMPOSE.replace("image: mail", "image: mail\n    environment: [DATABASE_HOST=db]"),
    });
    const { exitCode, stdout } = await confide("check --deploy compose.yaml#mail");
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      "looked at     left out\ncompose.yaml  Docker Compose  service mail  service web\n",
    );
    expect(stdout).toContain("missing: service mail isn't given PORT");
    const other = await confide("check --deploy compose.yaml#worker");
    expect([other.exitCode, other.stderr]).toEqual([
      2,
      "confide: The files have no service, container or job of that name\n    fix    they have web, mail\n",
    ]);
  });

  test.each([
    ["services:\n  web:\n    build: .\n"],
    ["services:\n  web:\n    build: .\n    environment: [NODE_ENV=production]\n  db:\n    image: postgres\n"],
  ])("files in which no program is given a setting are no deployment that fits", async (text) => {
    project.write({ "compose.yaml": text });
    const { exitCode, stdout, stderr } = await confide("check --deploy compose.yaml");
    expect(exitCode).toBe(1);
    expect(stdout + stderr).toContain("No service, container or job of the files is given a setting");
    expect(stdout).not.toContain("the file fits");
  });

  test("a shell's list of files is taken, and names nothing without --deploy", async () => {
    project.write({ Dockerfile: "FROM node\nENV PORT=1\n", "a#b.yaml": COMPOSE });
    const { exitCode, stdout } = await confide("check --deploy Dockerfile a#b.yaml --json");
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      data: {
        looks: [
          {
            look: "deploy",
            fits: false,
            files: [
              { file: "Dockerfile", kind: "dockerfile", applications: ["the image"], others: [] },
              { file: "a#b.yaml", kind: "compose", applications: ["service web"], others: ["service mail"] },
            ],
          },
        ],
      },
    });
    expect((await confide("check Dockerfile")).stderr).toContain("takes a FILE only behind --deploy");
  });

  test("together with another look, each has its part", async () => {
    const { exitCode, stdout } = await confide("check --example --deploy compose.yaml --json");
    expect(exitCode).toBe(1);
    const { data, problems } = JSON.parse(stdout) as {
      data: { looks: { look: string }[] };
      problems: { code: string }[];
    };
    expect(data.looks.map(({ look }) => look)).toEqual(["example", "deploy"]);
    expect(problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["example-absent", "deploy-missing"]),
    );
  });

  test.each([
    ["absent.yaml", undefined, "isn't there"],
    ["notes.yaml", "a: 1\n", "notes.yaml is no file of a deployment that confide knows"],
    ["empty.yaml", "", "empty.yaml is no file of a deployment that confide knows"],
    ["notes.txt", "services:\n", "notes.txt is no file of a deployment that confide knows"],
    ["pyproject.toml", "[tool]\nname='x'\n", "pyproject.toml is no file of a deployment that confide knows"],
    ["broken.yaml", "services:\n  a: {canary\n", "broken.yaml can't be parsed as YAML"],
    [
      "chart.yaml",
      "kind: Pod\n{{- if .Values.canary }}\na: b: c\n{{- end }}\n",
      "check what `helm template` prints",
    ],
    ["fly.toml", 'app = "canary\n', "fly.toml can't be parsed as TOML"],
    ["vercel.json", '{ "env": { "canary" "x" }', "vercel.json can't be parsed as JSON"],
  ])("%s is one clear report, and quotes nothing", async (file, text, message) => {
    if (text !== undefined) project.write({ [file]: text });
    const { exitCode, stdout, stderr } = await confide(`check --deploy ${file}`);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("canary");
  });

  test("what is no file, or is larger than one that a person writes, is not read", async () => {
    execFileSync("mkfifo", [project.path("pipe.yaml")]);
    symlinkSync("/dev/zero", project.path("zero.yaml"));
    mkdirSync(project.path("folder.yaml"));
    project.write({ "large.yaml": "" });
    truncateSync(project.path("large.yaml"), 65 * 1024 * 1024);
    const { exitCode, stdout } = await confide(
      "check --deploy pipe.yaml zero.yaml folder.yaml large.yaml --json",
    );
    const { problems } = JSON.parse(stdout) as { problems: { message: string }[] };
    expect(exitCode).toBe(2);
    expect(problems.map(({ message }) => message.slice(project.folder.length + 1))).toEqual([
      "pipe.yaml is a pipe, and was not read",
      "zero.yaml is a device, and was not read",
      "folder.yaml is a folder, and was not read",
      "large.yaml is larger than 64 MiB, and was not read",
    ]);
  });

  test.each([
    [["broken.yaml", "compose.yaml"], "broken.yaml can't be parsed as YAML"],
    [["compose.yaml", "fly.toml", "broken.yaml"], "fly.toml can't be parsed as TOML"],
    [["compose.yaml#web", "absent.yaml"], "absent.yaml isn't there"],
    [["compose.yaml", "notes.txt"], "notes.txt is no file of a deployment"],
  ])("%j: what was found stands beside what could not be looked at", async (files, message) => {
    project.write({
      "broken.yaml": "services:\n  a: {canary\n",
      "fly.toml": 'app = "canary\n',
      "notes.txt": "",
    });
    const { exitCode, stdout, stderr } = await confide(`check --deploy ${files.join(" ")}`);
    expect([exitCode, stderr]).toEqual([2, ""]);
    expect(stdout).toContain("✗ DATABASE_HSOT, which service web is given, is no setting's variable");
    expect(stdout).toContain(`✗ ${message}`);
    expect(stdout).not.toContain("the file fits");
    const { data, problems } = JSON.parse(
      (await confide(`check --deploy ${files.join(" ")} --json`)).stdout,
    ) as {
      data: { looks: { fits: boolean }[] };
      problems: { code: string }[];
    };
    expect(data.looks).toMatchObject([{ look: "deploy", fits: false, files: [{ file: "compose.yaml" }] }]);
    expect(problems.map(({ code }) => code)).toContain("deploy-unknown");
  });

  test("a file that one of them names, and that can't be read, is one of these", async () => {
    project.write({
      "compose.yaml": COMPOSE.replace("image: shop", "image: shop\n    env_file: folder.env"),
      "folder.env/x": "",
    });
    const { exitCode, stdout } = await confide("check --deploy compose.yaml");
    expect(exitCode).toBe(2);
    expect(stdout).toContain("✗ DATABASE_HSOT, which service web is given, is no setting's variable");
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("folder.env is a folder, and was not read");
  });

  test("where no file can be looked at, each is said, and no application is missed", async () => {
    project.write({ "broken.yaml": "services:\n  a: {canary\n" });
    const { exitCode, stdout } = await confide("check --deploy absent.yaml broken.yaml");
    expect([exitCode, stdout]).toEqual([
      2,
      `✗ absent.yaml isn't there
    fix    correct the path
✗ broken.yaml can't be parsed as YAML
    in     broken.yaml:3
    fix    correct the line
`,
    ]);
  });

  test("another look's findings stand beside a look that failed", async () => {
    const { exitCode, stdout } = await confide("check --example --files --deploy nope.yaml");
    expect(exitCode).toBe(2);
    expect(stdout).toContain("✗ There is no such file\n    in     .env.example");
    expect(stdout).toContain("✗ nope.yaml isn't there");
  });

  test("what !reset and !override take out of a Compose file before is given no more, and is no literal", async () => {
    project.write({
      "compose.yaml":
        "services:\n  web:\n    environment: { PORT: 1, DATABASE_HOST: db, DATABASE_PASSWORD: '${P}' }\n  old:\n    environment: { PORT: 1, DATABASE_HOST: db }\n",
      "reset.yaml":
        "services:\n  web:\n    environment:\n      DATABASE_PASSWORD: !reset null\n  old: !reset null\n",
      "over.yaml":
        "services:\n  web:\n    environment: !override\n      PORT: 2\n      DATABASE_PASSWORD: '${P}'\n  old: !override\n    image: x\n",
    });
    const found = async (file: string) => {
      const { stdout } = await confide(`check --deploy compose.yaml ${file} --json`);
      const { problems, data } = JSON.parse(stdout) as {
        problems: { code: string; setting: string }[];
        data: { looks: { files: { others: string[] }[] }[] };
      };
      return [problems.map(({ code, setting }) => [code, setting]), data.looks[0]?.files[0]?.others];
    };
    expect(await found("reset.yaml")).toEqual([[["deploy-missing", "database.password"]], []]);
    expect(await found("over.yaml")).toEqual([[["deploy-missing", "database.host"]], []]);
    const alone = await confide("check --deploy reset.yaml --json");
    expect(alone.stdout).not.toContain("deploy-literal");
  });

  const workflow = (jobs: string) => `on: push\nenv:\n  NODE_ENV: test\njobs:\n${jobs}`;
  const TEST_JOB = `  test:
    runs-on: ubuntu-latest
    env: { PORT: 1, DATABASE_HOST: db, DATABASE_PASSWORD: canary }
    steps: [{ run: npm test }]
`;

  test.each([
    ["a name", "environment: production"],
    ["a name and an address", "environment: { name: production, url: https://shop.example }"],
  ])("a job that deploys, into %s, is judged by itself, and so is one that tests", async (_, environment) => {
    const deploy = `  deploy:
    ${environment}
    runs-on: ubuntu-latest
    steps:
      - run: ./deploy.sh
        env: { PORT: "\${{ vars.PORT }}" }
`;
    project.write({ "deploy.yaml": workflow(TEST_JOB + deploy) });
    const { exitCode, stdout } = await confide("check --deploy deploy.yaml --json");
    const { problems, warnings, data } = JSON.parse(stdout) as {
      problems: { code: string; message: string; setting: string }[];
      warnings: { code: string }[];
      data: { looks: { files: { applications: string[] }[] }[] };
    };
    expect(exitCode).toBe(1);
    expect(data.looks[0]?.files[0]?.applications).toEqual(["job test", "job deploy"]);
    expect(problems.map(({ code, setting, message }) => [code, setting, message])).toEqual([
      ["deploy-missing", "database.host", "missing: job deploy isn't given DATABASE_HOST"],
      ["deploy-missing", "database.password", "missing: job deploy isn't given DATABASE_PASSWORD"],
    ]);
    expect(warnings.map(({ code }) => code)).toEqual(["deploy-literal"]);
  });

  test("each environment is judged by itself; a task beside the application in one is left out", async () => {
    const job = (name: string, environment: string, env: string) =>
      `  ${name}:\n    environment: ${environment}\n    env: { ${env} }\n    steps: [{ run: x }]\n`;
    const all = "PORT: 1, DATABASE_HOST: db, DATABASE_PASSWORD: '${{ secrets.P }}'";
    project.write({
      "deploy.yaml": workflow(
        job("staging", "staging", all) +
          job("production", "production", "PORT: 1") +
          job("migrate", "staging", "DATABASE_HOST: db"),
      ),
    });
    const { stdout } = await confide("check --deploy deploy.yaml --json");
    expect(JSON.parse(stdout)).toMatchObject({
      data: {
        looks: [{ files: [{ applications: ["job staging", "job production"], others: ["job migrate"] }] }],
      },
      problems: [{ message: "missing: job production isn't given DATABASE_HOST" }, {}],
    });
  });

  test("aliases in a circle, and as many as a bomb has, end", async () => {
    const bomb = Array.from(
      { length: 40 },
      (_, index) => `  x${index + 1}: &x${index + 1} [*x${index}, *x${index}]`,
    );
    project.write({
      "compose.yaml": `x-circle: &circle\n  <<: *circle\n  me: *circle\nx-bomb:\n  x0: &x0 [a]\n${bomb.join("\n")}\nservices:\n  web: { environment: { PORT: 1, DATABASE_HOST: db, DATABASE_PASSWORD: } }\n`,
    });
    const { exitCode, stdout } = await confide("check --deploy compose.yaml");
    expect([exitCode, stdout.includes("the file fits")]).toEqual([0, true]);
  });
});
