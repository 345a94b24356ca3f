import { pathName } from "../../model/setting.ts";

type YamlTree = ReturnType<(typeof import("yaml"))["parseDocument"]>;

/** The names of the values that an alias elsewhere stands for. One in a list counts for the list. */
export function aliasedNames(yaml: typeof import("yaml"), document: YamlTree): ReadonlySet<string> {
  const anchors = new Set<string>();
  yaml.visit(document, { Alias: (_key, { source }) => void anchors.add(source) });
  const names = new Set<string>();
  yaml.visit(document, {
    Value(_key, { anchor }, parents) {
      if (anchor === undefined || !anchors.has(anchor)) return;
      const keys = parents.flatMap((each) => (yaml.isPair(each) ? String(each.key) : []));
      names.add(pathName(keys));
    },
  });
  return names;
}
