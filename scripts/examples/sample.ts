/**
 * The examples that CI tries: one for each way to be built and started. `npm run test:long` tries the others, and `npm test` one
 * more (scripts/packages/examples.test.ts).
 */
export const SAMPLE: readonly string[] = [
  "aws-lambda",
  "github-actions",
  "kubernetes",
  "monorepo",
  "nextjs",
  "pre-commit",
  "rotation",
  "worker",
];
