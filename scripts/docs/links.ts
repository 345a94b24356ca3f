/** A relative link of a page: `[text](target)`, outside code. */
export interface Link {
  readonly line: number;
  /** Relative to the page; empty for an anchor of the page itself. */
  readonly path: string;
  readonly anchor: string;
}

export function linksOf(markdown: string): readonly Link[] {
  return prose(markdown).flatMap((text, index) =>
    [...text.matchAll(/\]\(([^()\s]+)\)/g)].flatMap(([, target = ""]) => {
      if (/^[a-z][\w+.-]*:/i.test(target)) return [];
      const [path = "", anchor = ""] = target.split("#");
      return [{ line: index + 1, path: decodeURIComponent(path), anchor }];
    }),
  );
}

/** The anchors that GitHub gives to a page's headings. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const line of prose(markdown, { keepCode: true })) {
    const [, heading] = /^#{1,6}\s+(.*)$/.exec(line) ?? [];
    if (heading === undefined) continue;
    const slug = slugOf(heading);
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

function slugOf(heading: string): string {
  const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").trim();
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
    .replaceAll(" ", "-");
}

/** The lines of a page, empty where they are in a fenced block, so that each keeps its number. */
function prose(markdown: string, { keepCode = false } = {}): readonly string[] {
  let fence: string | undefined;
  return markdown.split(/\r?\n/).map((line) => {
    const [, marks] = /^\s*(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence === undefined) fence = marks;
    else if (marks?.startsWith(fence) && line.trim() === marks) {
      fence = undefined;
      return "";
    }
    if (fence !== undefined) return "";
    return keepCode ? line : line.replaceAll(/`[^`]*`/g, (code) => code.replaceAll(/[()]/g, " "));
  });
}
