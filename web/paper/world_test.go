package paper

import (
	"strings"
	"testing"
	"time"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/campaign"
	"portal/internal/committee"
	"portal/internal/document"
	"portal/internal/fixture"
	"portal/internal/plan"
	"portal/internal/sample"
	"portal/internal/unit"
	"portal/internal/viet"
)

// world is what the sample campaign knows once its plan was amended.
type world struct {
	ward     campaign.Ward
	campaign campaign.Campaign
	editions []plan.Edition
	groups   []committee.Group
	unit     unit.Unit
	sent     []activity.Item // of the unit
	names    Names
	now      time.Time
}

func open(tb testing.TB) world {
	tb.Helper()
	db := fixture.Open(tb, sample.Scoring)
	ctx := tb.Context()
	w := world{now: db.Now()}
	by := access.Actor{Roles: []access.Role{access.Secretary}}
	var err error
	must := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	campaigns, activities, units := campaign.NewStore(db), activity.NewStore(db), unit.NewStore(db)
	w.ward, err = campaigns.Ward(ctx)
	must(err)
	w.campaign, err = campaigns.Current(ctx)
	must(err)
	for number := 1; number <= 2; number++ {
		e, err := plan.NewStore(db).Edition(ctx, w.campaign.ID, number)
		must(err)
		w.editions = append(w.editions, e)
	}
	o, err := committee.NewStore(db).Followed(ctx, by, committee.Filter{Whose: committee.Everybody}, viet.DateOf(w.now))
	must(err)
	w.groups = o.Groups
	w.unit, err = units.ByCode(ctx, "BP-VX")
	must(err)
	w.sent, _, err = activities.Registrations(ctx, activity.Filter{Unit: w.unit.Code})
	must(err)
	w.names.Units, err = units.List(ctx)
	must(err)
	w.names.Categories, err = activities.Categories(ctx)
	must(err)
	return w
}

func (w world) notice() document.Document { return Assignment(w.ward, w.campaign, w.groups, w.now) }

func (w world) form() document.Document {
	return RegistrationForm(w.ward, w.campaign, w.unit, w.sent, w.names, w.now)
}

// letters are the 134 letters with marks that Vietnamese has.
var letters = func() string {
	const lower = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
	return lower + strings.ToUpper(lower)
}()

// hostile is a paper of everything that people type and that breaks tables.
func hostile() document.Document {
	long := strings.Repeat("Tổ dân phố tự quản ", 526) // 10,000 letters
	d := document.Document{
		Name: "ac-y", Governing: []string{"<b>UBND</b> & \"phường\""}, Issuer: []string{strings.Repeat("Ban ", 30)}, Number: "1/<KH>&\x00-UBND",
		Place: "Mai\u202e Dịch", Type: "Kế hoạch", Abstract: strings.Repeat("Chào mừng 70 năm ", 18)[:300], MadeAt: time.Unix(0, 0),
		Basis: []string{"Chữ nghiêng: " + letters}, Recipients: []string{"A & B <c>"}, Signature: document.Signature{Lines: []string{"TM. <x>"}, Name: "🎉 Ắ"},
		Body: []document.Block{
			document.Heading{Level: 1, Text: "Chữ đậm: " + letters},
			document.Paragraph{Text: "Chữ đứng: " + letters},
			document.Paragraph{Text: "=HYPERLINK(\"http://x\") \u200b\u2066giấu\u2069 \x07 " + strings.Repeat("dài", 300)},
			document.List{},
			document.Paragraph{},
		},
	}
	d.Appendices = []document.Appendix{
		{Title: "Bảng rộng", Landscape: true, Body: []document.Block{document.Table{
			Columns: []document.Column{{Title: "TT", Width: 10}, {Title: "Tên <hoạt> động", Width: 60}, {Title: "Ghi chú", Width: 40, Align: document.Right}},
			Rows: []document.Row{
				{Cells: []string{"1", strings.Repeat("W", 300), ""}},
				{Cells: []string{"2"}},
				{},
				{Span: 3, Bold: true, Cells: []string{"Nhóm"}},
				{Cells: []string{"3", long, "=cmd|' /C calc'!A0"}},
				{Cells: []string{"4", "sau cùng", "dòng 1\ndòng 2"}},
			},
		}}},
		{Title: "Bảng trống", Body: []document.Block{document.Table{Columns: []document.Column{{Title: "Cột", Width: 1}}}}},
	}
	return d
}
