import { type Document, parseDocument } from "yaml";

import { CouldNotLook } from "../could-not-look.ts";
import { type ProposedFile } from "../files/propose.ts";
import { textOrNone } from "../files/read-text.ts";

/** A YAML file as it is after a change, with its comments. One in which nothing changes is left as it is spelled. */
export function editedYaml(path: string, empty: string, edit: (document: Document) => boolean): ProposedFile {
  const before = textOrNone(path) ?? empty;
  const document = parseDocument(before);
  if (document.errors.length > 0)
    throw new CouldNotLook({ code: "unreadable-file", message: `${path} is no YAML`, file: path });
  if (!edit(document)) return { path, text: before };
  const indentSeq = /^\s+- /m.test(before) || !/^- /m.test(before);
  return { path, text: document.toString({ lineWidth: 0, indentSeq }) };
}
