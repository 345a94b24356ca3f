// The rest of the matrix: frameworks.servers.test.ts has what CI runs.
import * as astro from "./apps/astro.ts";
import * as bundlers from "./apps/bundlers.ts";
import * as withAws from "./apps/bundlers-with-aws.ts";
import * as nest from "./apps/nest.ts";
import * as next from "./apps/next.ts";
import * as reactRouter from "./apps/react-router.ts";
import * as runtimes from "./apps/runtimes.ts";
import * as servers from "./apps/servers.ts";
import * as workers from "./apps/workers.ts";
import { nodeVersions } from "../packages/nodes.ts";
import { matrix } from "./matrix.ts";
import { sample } from "./sample.ts";

const all = [next, astro, reactRouter, nest, workers, servers, bundlers, withAws, runtimes].flatMap((apps) =>
  Object.values(apps),
);
const others = nodeVersions.filter((version) => version !== process.versions.node);
const underOthers = others.flatMap((node) =>
  [servers.express, servers.fastify, bundlers.esbuildEsm].map((app) => ({
    ...app,
    name: `${app.name} under Node ${node}`,
    node,
  })),
);
matrix([...all.filter((app) => !sample.includes(app)), ...underOthers]);
