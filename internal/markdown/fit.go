package markdown

import (
	"net/url"
	"strconv"

	"github.com/yuin/goldmark/ast"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"portal/internal/viet"
)

// fitter fits a parsed text into a page: headings below the page's own, with ids
// that can be linked to; cells aligned by class; links and pictures that mind the reader.
type fitter struct{}

// Transform is called by goldmark once the text is parsed.
func (fitter) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	source := reader.Source()
	var headings []*ast.Heading
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker gives no error
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			headings = append(headings, n)
		case *tables.Table:
			n.SetAttributeString("class", []byte("table"))
		case *tables.TableCell:
			fitCell(n)
		case *ast.Link:
			fitLink(n, string(n.Destination))
		case *ast.AutoLink:
			fitLink(n, string(n.URL(source)))
		case *ast.Image:
			n.SetAttributeString("loading", []byte("lazy"))
		}
		return ast.WalkContinue, nil
	})
	fitHeadings(headings, source)
}

// fitHeadings makes the highest heading an h2, skips no level, gives each an id and
// drops those without a word.
func fitHeadings(headings []*ast.Heading, source []byte) {
	highest, previous := 6, 1
	for _, h := range headings {
		highest = min(highest, h.Level)
	}
	used := map[string]bool{}
	for _, h := range headings {
		title := viet.Clean(textOf(h, source))
		if title == "" {
			h.Parent().RemoveChild(h.Parent(), h)
			continue
		}
		h.Level = min(h.Level-highest+2, previous+1, 6)
		previous = h.Level
		h.SetAttributeString("id", []byte(newID(viet.Slug(title), used)))
	}
}

// newID never meets an id of the page around: those do not begin with "muc-".
func newID(slug string, used map[string]bool) string {
	if slug == "" {
		slug = "khong-ten"
	}
	id := "muc-" + slug
	for n := 2; used[id]; n++ {
		id = "muc-" + slug + "-" + strconv.Itoa(n)
	}
	used[id] = true
	return id
}

func fitCell(cell *tables.TableCell) {
	if cell.Parent().Kind() == tables.KindTableHeader {
		cell.SetAttributeString("scope", []byte("col"))
	}
	switch cell.Alignment {
	case tables.AlignRight:
		cell.SetAttributeString("class", []byte("n"))
	case tables.AlignCenter:
		cell.SetAttributeString("class", []byte("mid"))
	case tables.AlignLeft, tables.AlignNone:
	}
}

func fitLink(link ast.Node, address string) {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		link.SetAttributeString("rel", []byte("noopener"))
	}
}
