import { dockerFormat } from "./docker-format.ts";
import { dotenvFormat } from "./dotenv-format.ts";
import { githubFormat } from "./github-format.ts";
import { jsonFormat } from "./json-format.ts";
import { kubernetesFormat } from "./kubernetes-format.ts";
import { shellFormat } from "./shell-format.ts";
import { systemdFormat } from "./systemd-format.ts";
import type { VariableFormat } from "./variable-format.ts";

export const FORMATS: Readonly<Record<string, VariableFormat>> = {
  shell: shellFormat,
  dotenv: dotenvFormat,
  json: jsonFormat,
  docker: dockerFormat,
  github: githubFormat,
  systemd: systemdFormat,
  k8s: kubernetesFormat,
};
