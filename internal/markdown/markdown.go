// Package markdown turns what an editor wrote into safe HTML for the body of a
// page: no raw HTML, no script, no inline style, no h1, and tables that scroll.
package markdown

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"portal/internal/viet"
)

// writer keeps the line breaks that were typed: people who write here press Enter
// where they want a new line.
var writer = goldmark.New(
	goldmark.WithExtensions(
		extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)),
		extension.Strikethrough, extension.Linkify,
	),
	goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(fitter{}, 500))),
	goldmark.WithRendererOptions(html.WithHardWraps()),
)

// policy lets through what writer makes of honest text and nothing else, in case
// that writer is ever wrong about the rest.
var policy = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote",
		"ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^muc-[a-z0-9-]+$`)).OnElements("h2", "h3", "h4", "h5", "h6")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^table$`)).OnElements("table")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^(n|mid)$`)).OnElements("th", "td")
	p.AllowAttrs("scope").Matching(regexp.MustCompile(`^col$`)).OnElements("th")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile(`^noopener$`)).OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	// Pictures come from the portal itself: others would tell strangers who reads here.
	p.AllowAttrs("src").Matching(regexp.MustCompile(`^/[^/\\]`)).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("loading").Matching(regexp.MustCompile(`^lazy$`)).OnElements("img")
	return p
}()

// Render makes HTML from Markdown.
func Render(md string) (string, error) {
	var b bytes.Buffer
	if err := writer.Convert([]byte(viet.CleanText(md)), &b); err != nil {
		return "", err
	}
	return wrapTables(policy.Sanitize(b.String())), nil
}

// wrapTables lets wide tables scroll in a region of their own, which the keyboard
// can reach. It comes after the policy, where every "<table" is a table.
func wrapTables(html string) string {
	const begin, end = "<table", "</table>"
	several := strings.Count(html, begin) > 1
	var b strings.Builder
	for n := 1; ; n++ {
		before, rest, found := strings.Cut(html, begin)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		label := "Bảng"
		if several { // regions of one page need names of their own
			label += " " + strconv.Itoa(n)
		}
		table, after, _ := strings.Cut(rest, end)
		b.WriteString(`<div class="scroll" tabindex="0" role="region" aria-label="` + label + `">` + begin + table + end + "</div>")
		html = after
	}
}

// Plain is the text alone, on one line: for summaries, search and feeds.
func Plain(md string) string {
	source := []byte(viet.CleanText(md))
	return viet.Clean(textOf(writer.Parser().Parse(text.NewReader(source)), source))
}

// textOf gathers the text of a node, its blocks and cells apart.
func textOf(node ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker gives no error
		if !entering {
			if n.Type() == ast.TypeBlock {
				b.WriteByte(' ')
			}
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(resolve(n.Value(source)))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(source))
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			b.Write(n.Lines().Value(source))
		case *ast.RawHTML, *ast.HTMLBlock:
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// resolve reads \* and &amp; as the renderer does.
func resolve(b []byte) []byte {
	return util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(b)))
}
