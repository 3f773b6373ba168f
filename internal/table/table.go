// Package table reads CSV files strictly and collects everything that is wrong
// with them, row by row, so that a file is mended once and not mistake by mistake.
// It writes lists as files, too: see Sheet.
package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxBytes is the largest file that is read.
const MaxBytes = 16 << 20

// Mistake is one thing that is wrong with a file: its row as a spreadsheet counts
// them (the header is row 1; 0 means the whole file), its column, and a sentence.
type Mistake struct {
	Row      int
	Column   string
	Sentence string
}

// String says where and what, for a list of mistakes.
func (m Mistake) String() string {
	switch {
	case m.Row == 0:
		return m.Sentence
	case m.Column == "":
		return fmt.Sprintf("Dòng %d: %s", m.Row, m.Sentence)
	default:
		return fmt.Sprintf("Dòng %d, cột %s: %s", m.Row, m.Column, m.Sentence)
	}
}

// Mistakes are all the mistakes of a file, in the order of its rows.
type Mistakes []Mistake

func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i := range m {
		lines[i] = m[i].String()
	}
	return strings.Join(lines, "\n")
}

// Add puts a mistake on the list.
func (m *Mistakes) Add(row int, column, sentence string, args ...any) {
	*m = append(*m, Mistake{row, column, fmt.Sprintf(sentence, args...)})
}

// Or returns the mistakes as an error, in the order of rows, and nil when there are none.
func (m Mistakes) Or() error {
	if len(m) == 0 {
		return nil
	}
	slices.SortStableFunc(m, func(a, b Mistake) int { return a.Row - b.Row })
	return m
}

// Row is one row of a table, by the names of its columns.
type Row struct {
	Number int
	cells  map[string]string
}

// Text is a cell in Unicode NFC without the space around it.
func (r Row) Text(column string) string { return r.cells[column] }

// Limits says how much of a file is taken in, and how strictly. The zero value is for files that come with the program.
type Limits struct {
	Bytes   int      // 0: MaxBytes
	Rows    int      // 0: as many as there are
	Closed  bool     // a column that nobody asked for is a mistake
	Ignored []string // columns that may be there all the same
}

// Read reads a table that has these columns, in any order; others are let be. A
// row of the wrong width, and a file that is no such table at all, are mistakes.
// The rows that could be read come back with them.
func Read(from io.Reader, columns ...string) ([]Row, Mistakes, error) {
	return Limits{}.Read(from, columns...)
}

// Read is Read within these limits. Cells are parted by commas, or by semicolons if the header is:
// a spreadsheet that speaks Vietnamese writes those.
func (l Limits) Read(from io.Reader, columns ...string) ([]Row, Mistakes, error) {
	if l.Bytes == 0 {
		l.Bytes = MaxBytes
	}
	content, err := io.ReadAll(io.LimitReader(from, int64(l.Bytes)+1))
	if err != nil {
		return nil, nil, err
	}
	var mistakes Mistakes
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	switch {
	case len(content) > l.Bytes:
		mistakes.Add(0, "", "Tệp quá lớn: nhiều nhất %d MB.", l.Bytes>>20)
	case !utf8.Valid(content):
		mistakes.Add(0, "", "Tệp không phải UTF-8. Hãy lưu lại dưới dạng CSV UTF-8.")
	case bytes.IndexByte(content, 0) >= 0:
		mistakes.Add(0, "", "Tệp không phải là văn bản CSV.")
	}
	if len(mistakes) > 0 {
		return nil, mistakes, nil
	}
	r := csv.NewReader(bytes.NewReader(content))
	r.FieldsPerRecord = -1
	if first, _, _ := bytes.Cut(content, []byte("\n")); bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		r.Comma = ';'
	}
	header, err := r.Read()
	if err != nil {
		mistakes.Add(1, "", "Tệp không có dòng tiêu đề đọc được.")
		return nil, mistakes, nil
	}
	if l.header(header, columns, &mistakes); len(mistakes) > 0 {
		return nil, mistakes, nil
	}
	rows, mistakes := records(r, header)
	if l.Rows > 0 && len(rows) > l.Rows {
		return nil, Mistakes{{0, "", fmt.Sprintf("Tệp có %d dòng, nhiều nhất %d. Hãy chia thành nhiều tệp.", len(rows), l.Rows)}}, nil
	}
	return rows, mistakes, nil
}

func (l Limits) header(header, columns []string, mistakes *Mistakes) {
	for i, name := range header {
		header[i] = tidy(name)
		switch {
		case header[i] != "" && slices.Contains(header[:i], header[i]):
			mistakes.Add(1, header[i], "Cột này có hai lần.")
		case l.Closed && !slices.Contains(columns, header[i]) && !slices.Contains(l.Ignored, header[i]):
			mistakes.Add(1, shorten(header[i]), "Không có cột tên này. Các cột: %s.", strings.Join(columns, ", "))
		}
	}
	for _, name := range columns {
		if !slices.Contains(header, name) {
			mistakes.Add(1, name, "Thiếu cột này.")
		}
	}
}

func records(r *csv.Reader, header []string) (rows []Row, mistakes Mistakes) {
	line, _ := r.FieldPos(0)
	for number, next := 2, line+1; ; number++ {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, mistakes
		}
		if err != nil {
			mistakes.Add(number, "", "Dấu ngoặc kép không đúng chỗ; từ dòng này trở đi không đọc được.")
			return rows, mistakes
		}
		// The reader passes over empty lines, a spreadsheet counts them; a cell can have several lines.
		line, _ := r.FieldPos(0)
		number += line - next
		next = line + 1 + strings.Count(strings.Join(record, ""), "\n")
		if strings.Join(record, "") == "" { // what a spreadsheet leaves below its last row
			continue
		}
		if len(record) != len(header) {
			mistakes.Add(number, "", "Có %d ô, dòng tiêu đề có %d.", len(record), len(header))
			continue
		}
		row := Row{number, make(map[string]string, len(header))}
		for i, name := range header {
			row.cells[name] = tidy(record[i])
		}
		rows = append(rows, row)
	}
}

// shorten keeps what stands in a message from filling the page.
func shorten(s string) string {
	if letters := []rune(s); len(letters) > 40 {
		return string(letters[:40]) + "…"
	}
	return s
}

func tidy(s string) string { return norm.NFC.String(strings.TrimSpace(s)) }
