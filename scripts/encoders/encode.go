// Writes each of the strings on stdin, a JSON list, with each encoder: {name: [written, …]}.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	htmltemplate "html/template"
	"log/slog"
	"mime/quotedprintable"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	texttemplate "text/template"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func inTemplate(text string) func(string) string {
	parsed := htmltemplate.Must(htmltemplate.New("v").Parse(text))
	before, after, _ := strings.Cut(text, "{{.}}")
	return func(value string) string {
		var out bytes.Buffer
		must(parsed.Execute(&out, value))
		return strings.TrimSuffix(strings.TrimPrefix(out.String(), before), after)
	}
}

func marshal(value string, escapeHTML bool) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(escapeHTML)
	must(encoder.Encode(value))
	return strings.TrimSuffix(out.String(), "\n")
}

func logged(handler func(*bytes.Buffer) slog.Handler, before, after string) func(string) string {
	return func(value string) string {
		var out bytes.Buffer
		slog.New(handler(&out)).Info("m", "v", value)
		_, rest, _ := strings.Cut(out.String(), before)
		return strings.TrimSuffix(rest, after)
	}
}

func inXML(value string) string {
	var out bytes.Buffer
	must(xml.EscapeText(&out, []byte(value)))
	return out.String()
}

func inCSV(value string) string {
	var out bytes.Buffer
	writer := csv.NewWriter(&out)
	must(writer.Write([]string{value, "x"}))
	writer.Flush()
	return strings.TrimSuffix(out.String(), ",x\n")
}

func inMail(value string) string {
	var out bytes.Buffer
	writer := quotedprintable.NewWriter(&out)
	_, err := writer.Write([]byte(value))
	must(err)
	must(writer.Close())
	return out.String()
}

func main() {
	var values []string
	must(json.NewDecoder(os.Stdin).Decode(&values))
	encoders := map[string]func(string) string{
		"json.Marshal":           func(v string) string { return marshal(v, true) },
		"json, HTML as it is":    func(v string) string { return marshal(v, false) },
		"json.Marshal twice":     func(v string) string { w := marshal(marshal(v, true), true); return w[3 : len(w)-3] },
		"strconv.Quote":          strconv.Quote,
		"strconv.QuoteToASCII":   strconv.QuoteToASCII,
		"%q":                     func(v string) string { return fmt.Sprintf("%q", v) },
		"%+q":                    func(v string) string { return fmt.Sprintf("%+q", v) },
		"%x":                     func(v string) string { return fmt.Sprintf("%x", v) },
		"% x":                    func(v string) string { return fmt.Sprintf("% x", v) },
		"% X":                    func(v string) string { return fmt.Sprintf("% X", v) },
		"%v of bytes":            func(v string) string { return fmt.Sprintf("%v", []byte(v)) },
		"hex":                    func(v string) string { return hex.EncodeToString([]byte(v)) },
		"base64":                 func(v string) string { return base64.StdEncoding.EncodeToString([]byte(v)) },
		"base64.RawURLEncoding":  func(v string) string { return base64.RawURLEncoding.EncodeToString([]byte(v)) },
		"url.QueryEscape":        url.QueryEscape,
		"url.PathEscape":         url.PathEscape,
		"url.UserPassword":       func(v string) string { return url.UserPassword("u", v).String()[2:] },
		"url.URL path":           func(v string) string { return (&url.URL{Scheme: "s", Host: "h", Path: "/" + v}).String()[6:] },
		"html.EscapeString":      html.EscapeString,
		"html/template":          inTemplate("<p>{{.}}</p>"),
		"html/template attribute": inTemplate(`<p title="{{.}}">x</p>`),
		"html/template attribute without quotes": inTemplate("<p title={{.}}>x</p>"),
		"html/template script":   inTemplate("<script>let v = {{.}}</script>"),
		"html/template string of a script": inTemplate(`<script>let v = "{{.}}"</script>`),
		"html/template URL":      inTemplate(`<a href="/?v={{.}}">x</a>`),
		"text/template js":       texttemplate.JSEscapeString,
		"text/template html":     texttemplate.HTMLEscapeString,
		"text/template urlquery": func(v string) string { return texttemplate.URLQueryEscaper(v) },
		"xml.EscapeText":         inXML,
		"csv":                    inCSV,
		"quotedprintable":        inMail,
		"regexp.QuoteMeta":       regexp.QuoteMeta,
		"slog JSON":              logged(func(out *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(out, nil) }, `"v":`, "}\n"),
		"slog text":              logged(func(out *bytes.Buffer) slog.Handler { return slog.NewTextHandler(out, nil) }, " v=", "\n"),
	}
	written := map[string][]string{}
	for name, encode := range encoders {
		for _, value := range values {
			written[name] = append(written[name], encode(value))
		}
	}
	must(json.NewEncoder(os.Stdout).Encode(written))
}
