import { type NetworkFault, networkFault } from "@confide/core/adapter";

import { clockSkewMs } from "./clock-skew.ts";
import { OF_THE_CLOCK, THROTTLED, UNREACHABLE } from "./fault-names.ts";
import { type Fault, textOf, type Verdict } from "./verdict.ts";

/**
 * What the network, the clock or AWS's throttling says, whichever of AWS's services was asked. `undefined` for anything
 * else.
 */
export function transportVerdict(fault: Fault): Verdict | undefined {
  const [name, code] = [textOf(fault.name), textOf(fault.code)];
  const network = UNREACHABLE.has(code) ? undefined : networkFault(fault);
  if (network && !network.mayPass)
    return { reason: "unknown", detail: `${network.detail} (${network.code})`, fix: network.fix };
  if (UNREACHABLE.has(code)) return unreachable(code, networkFault(fault));
  if (code.startsWith("HPE_")) return { reason: "malformed", detail: code }; // as Node's HTTP parser says it
  if (name === "TimeoutError" || code === "ETIMEDOUT") return { reason: "timeout", fix: FIND_A_WAY };
  if (THROTTLED.has(name)) return { reason: "throttled" };
  const skewMs = OF_THE_CLOCK.has(name) ? clockSkewMs(fault) : 0;
  if (skewMs === 0) return undefined;
  return {
    reason: "unauthenticated",
    detail: `this machine's clock is ${Math.round(Math.abs(skewMs) / 60_000)} minutes ${skewMs > 0 ? "slow" : "fast"}`,
    fix: "set the clock: AWS refuses what was signed at another time",
  };
}

function unreachable(code: string, known: NetworkFault | undefined): Verdict {
  const detail = known ? `${known.detail} (${code})` : code;
  return { reason: "unavailable", detail, fix: OF_NAMES.has(code) ? FIND_THE_HOST : known?.fix };
}

/** AWS's hosts are named after the region, which is what was set. */
const OF_NAMES: ReadonlySet<string> = new Set(["ENOTFOUND", "EAI_AGAIN"]);
const FIND_THE_HOST = "look at the region, or at endpoint where that is set, and at the network's DNS";

/** The usual report is of a function in a private subnet. */
export const FIND_A_WAY =
  "look at the network: a subnet without a way out needs a NAT gateway or a VPC endpoint; or allow more time";
