import type { App } from "../app.ts";
import { modules, requiring } from "./program.ts";

export const webpack: App = {
  name: "webpack 5",
  packages: ["webpack@5", "webpack-cli"],
  files: modules,
  build: [["webpack", "--target", "node", "--mode", "production", "--devtool", "source-map"]],
  ships: "dist",
  start: ["node", "main.js"],
};

export const webpackOfCommonJs: App = {
  ...webpack,
  name: "webpack 5 of require()",
  files: requiring,
};

export const rspack: App = {
  name: "Rspack",
  packages: ["@rspack/core", "@rspack/cli"],
  files: { ...modules, "rspack.config.js": 'export default { target: "node" };\n' },
  build: [["rspack", "build", "--mode", "production", "--devtool", "source-map"]],
  ships: "dist",
  start: ["node", "main.js"],
};

const rollupOptions =
  "--dir dist --entryFileNames [name].mjs --sourcemap -p node-resolve={preferBuiltins:true} -p commonjs -p json";
// Rollup warns of each package that isn't installed, even where its import stands in a `try`: they are named as external.
const optionalPackages = "yaml,smol-toml,jsonc-parser";

export const rollup: App = {
  name: "Rollup",
  packages: ["rollup@4", "@rollup/plugin-node-resolve", "@rollup/plugin-commonjs", "@rollup/plugin-json"],
  files: modules,
  build: [["rollup", "src/index.js", ...rollupOptions.split(" "), "--external", optionalPackages]],
  othersWarnings: /\(!\) (?:node_modules\/zod\/|Circular dependency\s+node_modules\/zod\/)/g,
  ships: "dist",
  start: ["node", "index.mjs"],
};

export const rolldown: App = {
  name: "Rolldown",
  packages: ["rolldown"],
  files: modules,
  build: [
    [
      "rolldown",
      "src/index.js",
      "--platform",
      "node",
      "--dir",
      "dist",
      "--entryFileNames",
      "[name].mjs",
      "--sourcemap",
    ],
  ],
  ships: "dist",
  start: ["node", "index.mjs"],
};

export const vite: App = {
  name: "Vite SSR",
  packages: ["vite@8"],
  files: modules,
  build: [["vite", "build", "--ssr", "src/index.js", "--sourcemap"]],
  start: ["node", "dist/index.js"],
};

const esbuildOptions = ["--bundle", "--platform=node", "--sourcemap", "--minify"];
export const esbuildEsm: App = {
  name: "esbuild to ESM",
  packages: ["esbuild"],
  files: modules,
  build: [["esbuild", "src/index.js", ...esbuildOptions, "--format=esm", "--outfile=dist/index.mjs"]],
  ships: "dist",
  start: ["node", "index.mjs"],
};

export const esbuildCjs: App = {
  ...esbuildEsm,
  name: "esbuild to CommonJS",
  build: [["esbuild", "src/index.js", ...esbuildOptions, "--format=cjs", "--outfile=dist/index.cjs"]],
  start: ["node", "index.cjs"],
};
