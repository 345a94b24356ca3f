"""Writes each of the strings on stdin, a JSON list, with each encoder: {name: [written, …]}; null for what one refuses."""
import base64
import csv
import html
import io
import json
import pprint
import quopri
import re
import shlex
import string
import sys
import urllib.parse
from xml.sax import saxutils
import xml.etree.ElementTree as ElementTree


def csv_field(value, quoting):
    out = io.StringIO()
    csv.writer(out, quoting=quoting, lineterminator="").writerow([value, "x"])
    return re.sub(r',"?x"?$', "", out.getvalue())


def element(value):
    made = ElementTree.Element("v")
    made.text = value
    return ElementTree.tostring(made, encoding="unicode")[3:-4]


def attribute(value):
    return ElementTree.tostring(ElementTree.Element("v", {"a": value}), encoding="unicode")[6:-4]


MARKUPSAFE = {"&": "&amp;", ">": "&gt;", "<": "&lt;", "'": "&#39;", '"': "&#34;"}
# django.utils.html.escapejs: these, and what is below a space.
DJANGO_JS = "\\'\"><&=-;`\u2028\u2029"

ENCODERS = {
    "json.dumps": json.dumps,
    "json.dumps, not ASCII": lambda v: json.dumps(v, ensure_ascii=False),
    "json.dumps twice": lambda v: json.dumps(json.dumps(v))[3:-3],
    "repr": repr,
    "ascii": ascii,
    "repr of bytes": lambda v: repr(v.encode())[1:],
    "repr in JSON": lambda v: json.dumps(repr(v)),
    "pprint": lambda v: pprint.pformat(v, width=1000),
    "unicode_escape": lambda v: v.encode("unicode_escape").decode(),
    "backslashreplace": lambda v: v.encode("ascii", "backslashreplace").decode(),
    "xmlcharrefreplace": lambda v: v.encode("ascii", "xmlcharrefreplace").decode(),
    "shlex.quote": shlex.quote,
    "urllib.parse.quote": urllib.parse.quote,
    "urllib.parse.quote, nothing safe": lambda v: urllib.parse.quote(v, safe=""),
    "urllib.parse.quote_plus": urllib.parse.quote_plus,
    "urllib.parse.urlencode": lambda v: urllib.parse.urlencode({"v": v})[2:],
    "urllib.parse.quote twice": lambda v: urllib.parse.quote(urllib.parse.quote(v)),
    "html.escape": html.escape,
    "html.escape, no quotes": lambda v: html.escape(v, quote=False),
    "saxutils.escape": saxutils.escape,
    "saxutils.quoteattr": saxutils.quoteattr,
    "ElementTree, text": element,
    "ElementTree, attribute": attribute,
    "markupsafe": lambda v: "".join(MARKUPSAFE.get(c, c) for c in v),
    "escapejs of Django": lambda v: "".join(
        "\\u%04X" % ord(c) if c in DJANGO_JS or c < " " else c for c in v
    ),
    "re.escape": re.escape,
    "csv": lambda v: csv_field(v, csv.QUOTE_MINIMAL),
    "csv, all quoted": lambda v: csv_field(v, csv.QUOTE_ALL),
    "quopri": lambda v: quopri.encodestring(v.encode()).decode(),
    "string.Template": lambda v: string.Template("$v").substitute(v=v),
    "bytes.hex with colons": lambda v: v.encode().hex(":"),
    "b64encode": lambda v: base64.b64encode(v.encode()).decode(),
    "urlsafe_b64encode": lambda v: base64.urlsafe_b64encode(v.encode()).decode(),
    "encodebytes": lambda v: base64.encodebytes(v.encode()).decode().strip(),
    "list of bytes": lambda v: str(list(v.encode()))[1:-1],
}


def written(encode, value):
    try:
        return encode(value)
    except (ValueError, UnicodeError):
        return None


values = json.load(sys.stdin)
json.dump({name: [written(encode, value) for value in values] for name, encode in ENCODERS.items()}, sys.stdout)
