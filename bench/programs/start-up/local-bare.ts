// Node, and nothing that it loads.
process.exitCode = 0;
