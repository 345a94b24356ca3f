/** What no reader of AWS's secrets can do without. */
await import("@aws-sdk/client-secrets-manager");
