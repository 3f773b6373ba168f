package paper

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"portal/internal/document"
)

// sheet is a page of a PDF as poppler measures it. Lengths are millimetres from the upper left corner.
type sheet struct {
	width, height float64
	texts         []text
}

// text is a piece of a line.
type text struct {
	left, top, right, bottom float64
	size                     float64 // in points
	words                    string
	bold, italic             bool
}

const (
	zoom    = 3 // pdftohtml measures in whole pixels: 3 to a point
	pixel   = 25.4 / 72 / zoom
	nearly  = 0.7 // millimetres that two programs may differ by
	missing = "%s is not installed: apt-get install libreoffice-writer poppler-utils fonts-liberation2"
)

func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf(missing, name)
	}
	var out, problems bytes.Buffer
	c := exec.CommandContext(t.Context(), path, args...)
	c.Stdout, c.Stderr = &out, &problems
	if err := c.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, problems.String())
	}
	return out.Bytes()
}

// render writes the documents both ways: as LibreOffice makes a PDF of the Word file, and as ours. One start of LibreOffice
// takes all of them, since that is what costs time.
func render(t *testing.T, documents map[string]document.Document) (office, own map[string]string) {
	t.Helper()
	dir := t.TempDir()
	office, own = map[string]string{}, map[string]string{}
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "home"), "--headless", "--convert-to", "pdf", "--outdir", dir}
	for name, d := range documents {
		var word, pdf bytes.Buffer
		if err := errors.Join(d.DOCX(&word), d.PDF(&pdf)); err != nil {
			t.Fatal(name, err)
		}
		office[name], own[name] = filepath.Join(dir, name+".pdf"), filepath.Join(dir, name+"-own.pdf")
		source := filepath.Join(dir, name+".docx")
		if err := errors.Join(os.WriteFile(source, word.Bytes(), 0o600), os.WriteFile(own[name], pdf.Bytes(), 0o600)); err != nil {
			t.Fatal(err)
		}
		args = append(args, source)
	}
	run(t, "soffice", args...)
	for name, path := range office {
		if _, err := os.Stat(path); err != nil {
			t.Fatalf("LibreOffice made nothing of %s", name)
		}
	}
	return office, own
}

// measure reads the pages of a PDF.
func measure(t *testing.T, path string) []sheet {
	t.Helper()
	var found struct {
		Pages []struct {
			Width  float64 `xml:"width,attr"`
			Height float64 `xml:"height,attr"`
			Fonts  []struct {
				ID   string  `xml:"id,attr"`
				Size float64 `xml:"size,attr"`
			} `xml:"fontspec"`
			Texts []struct {
				Top    float64 `xml:"top,attr"`
				Left   float64 `xml:"left,attr"`
				Width  float64 `xml:"width,attr"`
				Height float64 `xml:"height,attr"`
				Font   string  `xml:"font,attr"`
				Inner  string  `xml:",innerxml"`
			} `xml:"text"`
		} `xml:"page"`
	}
	out := run(t, "pdftohtml", "-xml", "-i", "-stdout", "-zoom", strconv.Itoa(zoom), path)
	if err := xml.Unmarshal(out, &found); err != nil {
		t.Fatal(err)
	}
	sizes := map[string]float64{}
	var sheets []sheet
	for _, p := range found.Pages {
		for _, f := range p.Fonts {
			sizes[f.ID] = f.Size / zoom
		}
		s := sheet{width: p.Width * pixel, height: p.Height * pixel}
		for _, x := range p.Texts {
			words := strings.Join(strings.Fields(plain(x.Inner)), " ")
			if words == "" {
				continue
			}
			s.texts = append(s.texts, text{
				x.Left * pixel, x.Top * pixel, (x.Left + x.Width) * pixel, (x.Top + x.Height) * pixel, sizes[x.Font], words,
				strings.Contains(x.Inner, "<b>"), strings.Contains(x.Inner, "<i>"),
			})
		}
		sheets = append(sheets, s)
	}
	return sheets
}

// plain is the text of a bit of XML.
func plain(inner string) string {
	d := xml.NewDecoder(strings.NewReader("<x>" + inner + "</x>"))
	var b strings.Builder
	for {
		token, err := d.Token()
		if err != nil {
			return b.String()
		}
		if letters, is := token.(xml.CharData); is {
			b.Write(letters)
		}
	}
}

// find is the first piece that begins with these words.
func (s sheet) find(t *testing.T, words string) text {
	t.Helper()
	for _, x := range s.texts {
		if strings.HasPrefix(x.words, words) {
			return x
		}
	}
	t.Fatalf("no line begins with %q:\n%s", words, s.said())
	return text{}
}

func (s sheet) said() string {
	var b strings.Builder
	for _, x := range s.texts {
		fmt.Fprintln(&b, x.words)
	}
	return b.String()
}

func near(a, b float64) bool { return a-b < nearly && b-a < nearly }
