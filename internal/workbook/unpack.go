package workbook

import (
	"archive/zip"
	"bytes"
	"cmp"
	"io"
	"iter"
	"path"
	"strings"
)

// What a workbook may hold at most (SAFETY.md). There, a sheet has 2,000 rows; but a ward with sixty
// units keeps years in one file, and a list of 5,000 rows must pass with room to spare. Such a list
// unpacks to less than 10 MB.
const (
	MaxBytes    = 5 << 20
	maxEntries  = 200
	maxUnpacked = 20 << 20
	maxRows     = 10_000    // that hold something, in all sheets
	maxRowTags  = 100_000   // empty ones included: whole columns are formatted down to row 65,536
	maxCells    = 300_000   // that hold something
	maxText     = 20 << 20  // of all cells together: one long shared string can stand in each of them
	maxStrings  = maxCells  // shared ones
	maxStyles   = 65_000    // as Excel has it
	maxMerges   = 20_000    // merged ranges of a sheet
	maxSheets   = 100       //
	maxDepth    = 40        // elements within elements
	maxTag      = 512 << 10 // from one "<" to the next: attributes cost far more memory than bytes
	maxRow      = 1_048_576 // as Excel has it
	maxColumn   = 16_384
)

var (
	ole       = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1} // the old container of Office
	encrypted = utf16le("EncryptedPackage")
	oldBooks  = [][]byte{utf16le("Workbook\x00"), utf16le("Book\x00")}
)

func utf16le(ascii string) []byte {
	var b []byte
	for i := range len(ascii) {
		b = append(b, ascii[i], 0)
	}
	return b
}

// unpack lists the parts of a workbook that keeps to the bounds. It believes no size that the
// file states: what unpacks is counted.
func unpack(content []byte) (parts, error) {
	switch {
	case len(content) == 0:
		return nil, errEmpty
	case len(content) > MaxBytes:
		return nil, errTooBig
	case !bytes.HasPrefix(content, []byte("PK")):
		return nil, notZip(content)
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, errNotXLSX
	}
	if len(z.File) > maxEntries {
		return nil, errUnpacked
	}
	if err := count(z); err != nil {
		return nil, err
	}
	return list(z)
}

// notZip tells why a file that is no ZIP is no .xlsx.
func notZip(content []byte) error {
	switch {
	case bytes.HasPrefix(content, ole) && bytes.Contains(content, encrypted):
		return errPassword
	case bytes.HasPrefix(content, ole) && (bytes.Contains(content, oldBooks[0]) || bytes.Contains(content, oldBooks[1])):
		return errOld
	case len(content) > 3 && content[0] == 9 && (content[1] == 0 || content[1] == 2 || content[1] == 4 || content[1] == 8) && content[3] == 0: // before OLE
		return errOld
	default:
		return errNotXLSX
	}
}

// count unpacks everything once into nothing.
func count(z *zip.Reader) error {
	left, stated := int64(maxUnpacked), uint64(0)
	for _, f := range z.File {
		if stated += f.UncompressedSize64; stated > maxUnpacked || f.UncompressedSize64 > maxUnpacked {
			return errUnpacked
		}
	}
	for _, f := range z.File {
		n, err := discard(f, left)
		if left -= n; left < 0 {
			return errUnpacked
		}
		if err != nil {
			return errNotXLSX
		}
	}
	return nil
}

// discard unpacks one entry, at most one byte more than limit.
func discard(f *zip.File, limit int64) (int64, error) {
	r, err := f.Open()
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(io.Discard, io.LimitReader(r, limit+1))
	return n, cmp.Or(err, r.Close())
}

// list names the parts and refuses what no registration needs.
func list(z *zip.Reader) (parts, error) {
	p := parts{}
	for _, f := range z.File {
		name := partKey(f.Name)
		if _, twice := p[name]; twice || f.Flags&1 != 0 { // two of one name; encrypted
			return nil, errNotXLSX
		}
		p[name] = f
	}
	for name := range p {
		switch {
		case strings.HasSuffix(name, "vbaproject.bin"), strings.HasPrefix(name, "xl/macrosheets/"), strings.HasPrefix(name, "xl/activex/"):
			return nil, errMacro
		case strings.HasPrefix(name, "xl/externallinks/"), name == "xl/connections.xml":
			return nil, errLinked
		case name == "xl/workbook.bin":
			return nil, errBinary
		}
	}
	if kind, err := p.text("mimetype", 200); err == nil && strings.HasPrefix(kind, "application/vnd.oasis.opendocument.") {
		return nil, errODS
	}
	types, err := p.text("[content_types].xml", maxUnpacked)
	if err != nil {
		return nil, err
	}
	if strings.Contains(types, "macroEnabled") {
		return nil, errMacro
	}
	return p, nil
}

// text is a part as it is.
func (p parts) text(name string, most int64) (string, error) {
	r, err := p.open(name)
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(io.LimitReader(r, most))
	if cmp.Or(err, r.Close()) != nil {
		return "", errNotXLSX
	}
	return string(b), nil
}

// partKey is the name of a part as parts lists it. Names do not mind case, and some programs write
// them with the slashes of Windows.
func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// relation is what one part says of another.
type relation struct{ kind, part string }

// main is the part that all others hang on.
func (p parts) main() (string, error) {
	related, err := p.related("")
	if err != nil {
		return "", err
	}
	for _, r := range related {
		if r.kind == "officeDocument" && strings.HasPrefix(partKey(r.part), "xl/") {
			return r.part, nil
		}
	}
	return "", errNotXLSX // a text document, an archive of pictures
}

// related lists the relations of a part by their ids; those to the outside are left out.
func (p parts) related(name string) (map[string]relation, error) {
	folder, base := path.Split(name)
	related := map[string]relation{}
	err := p.tokens(path.Join(folder, "_rels", base+".rels"), func(next iter.Seq2[element, error]) error {
		for e, err := range next {
			if err != nil {
				return err
			}
			if !e.begins("Relationship") || e.attr("TargetMode") == "External" {
				continue
			}
			target := strings.ReplaceAll(e.attr("Target"), `\`, "/")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(folder, target)
			}
			related[e.attr("Id")] = relation{path.Base(e.attr("Type")), target}
		}
		return nil
	})
	return related, err
}
