import type { Problem } from "@confide/core";

/** A problem as a line that GitHub shows at the run: `::error title=…::…`. It holds no value, as no problem does. */
export function annotationOf({ path, message, places, secret }: Problem): string {
  const name = path.join(".") || "configuration";
  const where = places.map(({ location, source }) => location ?? source).join(", ");
  const title = property(`${name}${secret ? " (secret)" : ""}`);
  return `::error title=${title}::${data(where === "" ? message : `${message} (${where})`)}`;
}

// What GitHub asks for in https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
