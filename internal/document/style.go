package document

// The page, in millimetres. The left margin is the wider one: papers are bound there.
const (
	pageWidth, pageHeight = 210.0, 297.0

	marginTop, marginBottom = 20.0, 20.0
	marginLeft, marginRight = 30.0, 15.0

	headerAt, footerAt = 10.0, 9.0 // from the edge of the sheet
	firstLine          = 12.7

	point = 25.4 / 72 // a point in millimetres
)

// single is the height of a line of Times New Roman, in sizes of its letters.
const single = 1.149

// face is a size of the type, in points, and its cut.
type face struct {
	size         float64
	bold, italic bool
}

// style is a kind of paragraph. Its id is a Word style.
type style struct {
	id, name string
	face
	align         Align
	indent        float64 // of the first line, in millimetres
	before, after float64 // points
	line          float64 // of single spacing
	keep          bool    // on the page of what follows
	outline       int     // level in the outline; 0: none
}

var (
	governing = &style{id: "Governing", name: "Cơ quan chủ quản", face: face{size: 13}, align: Centre, line: 1}
	issuer    = &style{id: "Issuer", name: "Cơ quan ban hành", face: face{13, true, false}, align: Centre, line: 1}
	country   = &style{id: "Country", name: "Quốc hiệu", face: face{13, true, false}, align: Centre, line: 1}
	motto     = &style{id: "Motto", name: "Tiêu ngữ", face: face{14, true, false}, align: Centre, line: 1}
	number    = &style{id: "Number", name: "Số, ký hiệu", face: face{size: 13}, align: Centre, line: 1}
	dated     = &style{id: "Dated", name: "Địa danh, ngày tháng", face: face{14, false, true}, align: Centre, line: 1}
	typeName  = &style{id: "TypeName", name: "Tên loại", face: face{14, true, false}, align: Centre, before: 14, line: 1, keep: true}
	abstract  = &style{id: "Abstract", name: "Trích yếu", face: face{14, true, false}, align: Centre, line: 1, keep: true}
	basis     = &style{id: "Basis", name: "Căn cứ", face: face{14, false, true}, align: justify, indent: firstLine, after: 6, line: 1.1}
	body      = &style{id: "Body", name: "Nội dung", face: face{size: 14}, align: justify, indent: firstLine, after: 6, line: 1.1}
	plain     = &style{id: "Plain", name: "Dòng của phiếu", face: face{size: 12}, after: 3, line: 1}
	heading1  = &style{
		id: "Heading1", name: "heading 1", face: face{14, true, false}, align: justify, indent: firstLine,
		after: 6, line: 1.1, keep: true, outline: 1,
	}
	heading2 = &style{
		id: "Heading2", name: "heading 2", face: face{14, true, false}, align: justify, indent: firstLine,
		after: 6, line: 1.1, keep: true, outline: 2,
	}
	signed     = &style{id: "Signed", name: "Quyền hạn, chức vụ", face: face{14, true, false}, align: Centre, line: 1}
	signHint   = &style{id: "SignHint", name: "Chỗ ký", face: face{13, false, true}, align: Centre, line: 1}
	signName   = &style{id: "SignName", name: "Họ tên người ký", face: face{14, true, false}, align: Centre, before: 60, line: 1}
	recipients = &style{id: "Recipients", name: "Nơi nhận", face: face{12, true, true}, line: 1}
	recipient  = &style{id: "Recipient", name: "Nơi nhận, từng dòng", face: face{size: 11}, line: 1}
	appendix   = &style{id: "Appendix", name: "Phụ lục", face: face{14, true, false}, align: Centre, line: 1, keep: true, outline: 1}
	appTitle   = &style{id: "AppendixTitle", name: "Tên phụ lục", face: face{14, true, false}, align: Centre, line: 1, keep: true}
	appNote    = &style{
		id: "AppendixNote", name: "Kèm theo văn bản", face: face{14, false, true}, align: Centre, after: 10, line: 1, keep: true,
	}
	pageNumber = &style{id: "PageNumber", name: "header", face: face{size: 13}, align: Centre, line: 1}
	mark       = &style{id: "Mark", name: "footer", face: face{11, true, false}, align: Centre, line: 1}

	styles = []*style{
		governing, issuer, country, motto, number, dated, typeName, abstract, basis, body, plain, heading1, heading2, signed,
		signHint, signName, recipients, recipient, appendix, appTitle, appNote, pageNumber, mark,
	}
)

// Tables have smaller letters, and cells some air.
const (
	tableSize  = 12
	cellSide   = 1.2 // millimetres
	cellTop    = 0.7
	tableGap   = 6 // points below a table
	ruleHeight = 5 // points that a rule takes
)

// markRed is the one colour on paper: what is no official text is not black.
var markRed = [3]int{0x9e, 0x1b, 0x22}
