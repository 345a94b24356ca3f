import { Refusal } from "./refusal.ts";

/** What a list walks through: a row may count toward a page and not be shown. */
export interface Row {
  readonly marker: string;
  readonly item: object | undefined;
}

/** One page: rows in the order of their markers, and a link to the next row, if there is one, even if nothing follows. */
export function page(rows: readonly Row[], url: string, query: URLSearchParams): object {
  const sorted = rows.toSorted((a, b) => (a.marker < b.marker ? -1 : 1));
  const token = query.get("$skiptoken");
  const from = token === null ? "" : markerIn(token);
  const left = sorted.filter(({ marker }) => marker >= from);
  const size = Number(query.get("maxresults") ?? MOST);
  const next = left[size];
  return {
    value: left.slice(0, size).flatMap(({ item }) => item ?? []),
    nextLink: next ? link(url, next.marker, query) : null,
  };
}

const MOST = 25;

function link(url: string, marker: string, query: URLSearchParams): string {
  const version = query.get("api-version");
  const size = query.get("maxresults");
  const parts = [
    `api-version=${version}`,
    `$skiptoken=${tokenOf(marker)}`,
    ...(size === null ? [] : [`maxresults=${size}`]),
  ];
  return `${url}?${parts.join("&")}`;
}

/** As the service writes it: base64 within base64url, with a hyphen for each equals sign. */
function tokenOf(marker: string): string {
  const text = `${String(marker.length).padStart(6, "0")}!${marker}!000028!9999-12-31T23:59:59.9999999Z!`;
  const inner = Buffer.from(text).toString("base64").replaceAll("=", "-");
  const json = JSON.stringify({ NextMarker: `2!${inner.length}!${inner}`, TargetLocation: 0 });
  return Buffer.from(json).toString("base64url");
}

function markerIn(token: string): string {
  try {
    const { NextMarker } = JSON.parse(Buffer.from(token, "base64url").toString()) as { NextMarker: string };
    const inner = NextMarker.split("!")[2]?.replaceAll("-", "=") ?? "";
    return Buffer.from(inner, "base64").toString().split("!")[1] ?? "";
  } catch {
    throw new Refusal(400, "BadParameter", "The skip token is invalid.");
  }
}
