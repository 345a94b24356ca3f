/** How `npm start` of an example is tried. */
export interface Start {
  /** What a user would have in `.env`. */
  readonly env?: Readonly<Record<string, string>>;
  /** `npm run build` comes before it. */
  readonly isBuilt?: true;
  /** What it prints: where it ends at its end, where it serves before `SIGTERM` ends it. */
  readonly prints: RegExp;
  readonly serves?: true;
  /** What the CMD of its Dockerfile prints, where that is another. */
  readonly image?: RegExp;
  /** The variable for the URL of a PostgreSQL that it needs. */
  readonly postgres?: string;
}

export const starts: Readonly<Record<string, Start>> = {
  "aws-lambda": { prints: /statusCode: 200/ },
  cli: {
    env: { MAIL_HOST: "mail.example", MAIL_PASSWORD: "made-up-for-the-start" },
    prints: /^would send from shop@example\.com by mail\.example:587 with \[secret mail\.password\]$/m,
  },
  "cli-tool": { env: { SHELF_BUCKET: "books" }, prints: /^books: A Pattern Language$/m },
  express: {
    env: { PORT: "0", WEBHOOK_SECRET: "made-up-for-the-start" },
    prints: /^listening on http:/m,
    serves: true,
  },
  fastify: {
    env: { PORT: "0", PAYMENTS_API_KEY: "made-up-for-the-start" },
    prints: /"msg":"Server listening at /,
    serves: true,
  },
  "github-actions": {
    env: {
      DEPLOY_TARGET: "staging",
      DEPLOY_API_URL: "https://api.example",
      DEPLOY_API_TOKEN: "made-up-for-the-start",
    },
    prints: /^staging: 2 replicas by https:\/\/api\.example, with \[secret api\.token\]$/m,
  },
  kubernetes: {
    env: {
      PORT: "0",
      DATABASE_HOST: "db.example",
      DATABASE_PASSWORD: "made-up-for-the-start",
      SESSION_KEY: "made-up-for-the-start",
    },
    prints: /^listening on http:/m,
    serves: true,
  },
  layered: { prints: /^stripe\.apiKey \(secret\) +local-store prod-stripe#apiKey/m },
  "live-service": {
    prints: /change 3: the service's user is now app_\w+\n(?:\d+ requests: app_\w+\n){4}/,
    // Nothing is mounted, so that it reports what is missing: all that it imports is there.
    image: /^ {2}database\.password \(secret\) /m,
    postgres: "LIVE_SERVICE_ADMIN_URL",
  },
  logging: { prints: /Caught:\n +\d+ × \[/ },
  monorepo: {
    env: {
      DATABASE_HOST: "db.example",
      DATABASE_PASSWORD: "made-up-for-the-start",
      API_PORT: "0",
      API_SESSION_KEY: "made-up-for-the-start",
      WORKER_MAIL_KEY: "made-up-for-the-start",
    },
    prints: /^listening on http:/m,
    serves: true,
  },
  nestjs: {
    env: { PORT: "0", RATES_API_KEY: "made-up-for-the-start" },
    prints: /^listening on http:/m,
    serves: true,
  },
  nextjs: {
    // Its server takes 0 for no port, and would listen on 3000.
    env: { PORT: "38471", NEWSLETTER_API_KEY: "made-up-for-the-start" },
    isBuilt: true,
    // It prints that it is ready before it has checked its settings.
    prints: /✓ Ready in [^]*^the settings are valid$/m,
    serves: true,
  },
  quickstart: { prints: /Would listen on 8080 and connect to db\.example as shop/ },
  "pre-commit": {
    env: { DATABASE_HOST: "localhost", DATABASE_PASSWORD: "made-up-for-the-start" },
    prints: /^would connect to localhost with \[secret database\.password\]$/m,
  },
  rotation: { prints: /old key, ended: +401/, postgres: "ROTATION_ADMIN_URL" },
  vitest: { prints: /^staging: would start\nproduction: would start$/m },
  worker: {
    env: { MAIL_API_KEY: "made-up-for-the-start" },
    prints: /^working on 4 jobs at a time$/m,
    serves: true,
  },
};
