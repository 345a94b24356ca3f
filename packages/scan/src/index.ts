export type { CommitPlace, Finding, FoundIn, LeftOut, ScanReport, Unread, UnreadReason } from "./finding.ts";
export { ScanError, type ScanErrorCode } from "./git/scan-error.ts";
export { type Scanner, scanner, type ScannerOptions } from "./scanner.ts";
