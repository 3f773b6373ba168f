package document

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"time"

	"portal/internal/viet"
)

const (
	namespaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	typesOf  = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

	contentTypes = xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="` + typesOf + `document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="` + typesOf + `styles+xml"/>` +
		`<Override PartName="/word/settings.xml" ContentType="` + typesOf + `settings+xml"/>` +
		`<Override PartName="/word/header1.xml" ContentType="` + typesOf + `header+xml"/>` +
		`<Override PartName="/word/header2.xml" ContentType="` + typesOf + `header+xml"/>` +
		`<Override PartName="/word/footer1.xml" ContentType="` + typesOf + `footer+xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`

	packageRels = xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + relation + `officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

	documentRels = xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + relation + `styles" Target="styles.xml"/>` +
		`<Relationship Id="rId2" Type="` + relation + `settings" Target="settings.xml"/>` +
		`<Relationship Id="rId3" Type="` + relation + `header" Target="header1.xml"/>` +
		`<Relationship Id="rId4" Type="` + relation + `header" Target="header2.xml"/>` +
		`<Relationship Id="rId5" Type="` + relation + `footer" Target="footer1.xml"/></Relationships>`

	// Without a mode Word takes the file for one of 2007 and says so in its title bar.
	wordSettings = xml.Header + `<w:settings ` + namespaces + `><w:defaultTabStop w:val="720"/><w:compat>` +
		`<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>` +
		`</w:compat></w:settings>`
)

var justification = map[Align]string{Left: "left", Centre: "center", Right: "right", justify: "both"}

func halfPoints(size float64) string {
	half := strconv.Itoa(int(size*2 + 0.5))
	return `<w:sz w:val="` + half + `"/><w:szCs w:val="` + half + `"/>`
}

// title is the document in the list of files.
func (d Document) fileTitle() string {
	if d.Abstract == "" {
		return viet.Capitalise(d.Type)
	}
	return viet.Capitalise(d.Type) + ": " + d.Abstract
}

func (d Document) properties() string {
	made := d.MadeAt.UTC().Format(time.RFC3339)
	return fmt.Sprintf(`%s<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" `+
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" `+
		`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>%s</dc:title><dc:language>vi-VN</dc:language>`+
		`<dcterms:created xsi:type="dcterms:W3CDTF">%s</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">%[3]s</dcterms:modified>`+
		`</cp:coreProperties>`, xml.Header, escape(d.fileTitle()), made)
}

// wordStyles are the kinds of paragraphs, as Word lists them.
func wordStyles() string {
	var w word
	w.put(`%s<w:styles %s><w:docDefaults><w:rPrDefault><w:rPr>`+
		`<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>`+
		`%s<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>`+
		`<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`+
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>`,
		xml.Header, namespaces, halfPoints(body.size))
	for _, s := range styles {
		w.put(`<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>`, s.id, s.name)
		if s.keep {
			w.put(`<w:keepNext/>`)
		}
		w.put(`<w:spacing w:before="%d" w:after="%d" w:line="%d" w:lineRule="auto"/>`, pointTwips(s.before), pointTwips(s.after), int(s.line*240+0.5))
		if s.indent > 0 {
			w.put(`<w:ind w:firstLine="%d"/>`, twips(s.indent))
		}
		w.put(`<w:jc w:val="%s"/>`, justification[s.align])
		if s.outline > 0 {
			w.put(`<w:outlineLvl w:val="%d"/>`, s.outline-1)
		}
		w.put(`</w:pPr><w:rPr>`)
		if s.bold {
			w.put(`<w:b/><w:bCs/>`)
		}
		if s.italic {
			w.put(`<w:i/><w:iCs/>`)
		}
		if s == mark {
			w.put(`<w:color w:val="%02X%02X%02X"/>`, markRed[0], markRed[1], markRed[2])
		}
		w.put(`%s</w:rPr></w:style>`, halfPoints(s.size))
	}
	w.put(`</w:styles>`)
	return w.String()
}

func wordHeader(content string) string {
	return fmt.Sprintf(`%s<w:hdr %s><w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>%s</w:p></w:hdr>`, xml.Header, namespaces, pageNumber.id, content)
}

func (d Document) wordFooter() string {
	var w word
	w.put(`%s<w:ftr %s>`, xml.Header, namespaces)
	w.paragraph(mark.id, d.Mark, false)
	w.put(`</w:ftr>`)
	return w.String()
}
