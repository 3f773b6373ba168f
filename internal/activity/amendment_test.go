package activity_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"portal/internal/activity"
	"portal/internal/fault"
	"portal/internal/viet"
)

// TestProposals is the table of what can be proposed when, and of what a proposal has to say.
func TestProposals(t *testing.T) {
	t.Parallel()
	day := func(m time.Month, d int) viet.Date { return viet.NewDate(2024, m, d) }
	whole := activity.Proposal{
		Kind: activity.Change, StartsOn: day(time.June, 10), EndsOn: day(time.June, 30), Place: "Ngõ 12", Target: "Trồng 200 m", Reason: "Mưa bão.",
	}
	for name, c := range map[string]struct {
		stage activity.Stage
		edit  func(*activity.Proposal)
		wrong string // the field that is wrong; "!" is a conflict; empty: nothing
	}{
		"other place":            {activity.Approved, func(p *activity.Proposal) { p.Place = "Ngõ 13" }, ""},
		"other days":             {activity.Approved, func(p *activity.Proposal) { p.EndsOn = day(time.July, 1) }, ""},
		"nothing else":           {activity.Approved, func(*activity.Proposal) {}, activity.FieldKind},
		"no reason":              {activity.Approved, func(p *activity.Proposal) { p.Place, p.Reason = "Ngõ 13", " " }, activity.FieldReason},
		"a long reason":          {activity.Approved, func(p *activity.Proposal) { p.Reason = strings.Repeat("ạ", 1001) }, activity.FieldReason},
		"outside the campaign":   {activity.Approved, func(p *activity.Proposal) { p.EndsOn = day(time.October, 1) }, activity.FieldEnd},
		"ends before it starts":  {activity.Approved, func(p *activity.Proposal) { p.EndsOn = day(time.June, 9) }, activity.FieldEnd},
		"no day":                 {activity.Approved, func(p *activity.Proposal) { p.StartsOn = viet.Date{} }, activity.FieldStart},
		"no target":              {activity.Approved, func(p *activity.Proposal) { p.Target = "" }, activity.FieldTarget},
		"zero":                   {activity.Approved, func(p *activity.Proposal) { p.Quantity = new(int) }, activity.FieldQuantity},
		"put off, days open":     {activity.Approved, func(p *activity.Proposal) { *p = activity.Proposal{Kind: activity.Postpone, Reason: "Bão."} }, ""},
		"put off, one day alone": {activity.Approved, func(p *activity.Proposal) { p.Kind, p.EndsOn = activity.Postpone, viet.Date{} }, activity.FieldEnd},
		"put off, with days":     {activity.Approved, func(p *activity.Proposal) { p.Kind, p.EndsOn = activity.Postpone, day(time.July, 2) }, ""},
		"put off twice":          {activity.Postponed, func(p *activity.Proposal) { p.Kind = activity.Postpone }, activity.FieldKind},
		"goes on":                {activity.Postponed, func(p *activity.Proposal) { p.Kind = activity.Resume }, ""},
		"goes on, not put off":   {activity.Approved, func(p *activity.Proposal) { p.Kind = activity.Resume }, activity.FieldKind},
		"called off":             {activity.Approved, func(p *activity.Proposal) { *p = activity.Proposal{Kind: activity.Cancel, Reason: "Trùng việc."} }, ""},
		"put off, called off":    {activity.Postponed, func(p *activity.Proposal) { *p = activity.Proposal{Kind: activity.Cancel, Reason: "Trùng việc."} }, ""},
		"no such kind":           {activity.Approved, func(p *activity.Proposal) { p.Kind = "xoa" }, activity.FieldKind},
		"before the approval":    {activity.Submitted, func(*activity.Proposal) {}, "!"},
		"reported":               {activity.Reported, func(p *activity.Proposal) { p.Kind = activity.Cancel }, "!"},
		"over":                   {activity.Cancelled, func(p *activity.Proposal) { p.Kind = activity.Resume }, "!"},
	} {
		a := activity.Activity{Stage: c.stage, Plan: activity.Plan{
			Unit: "TDP-01", Title: "Đường hoa", StartsOn: whole.StartsOn, EndsOn: whole.EndsOn, Place: whole.Place, Target: whole.Target,
		}}
		p := whole
		c.edit(&p)
		err := p.Check(&a, day(time.May, 1), day(time.September, 30))
		var invalid fault.Invalid
		switch {
		case c.wrong == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.wrong == "!" && !fault.Is(err, fault.Conflict):
			t.Errorf("%s: %v, wanted a conflict", name, err)
		case c.wrong != "" && c.wrong != "!":
			if !asInvalid(err, &invalid) || invalid[c.wrong] == "" || len(invalid) != 1 {
				t.Errorf("%s: %v, wanted a sentence at %s alone", name, err, c.wrong)
			}
		}
	}
}

func asInvalid(err error, to *fault.Invalid) bool { return errors.As(err, to) }

// TestAmendments: proposed by the head, decided once by the secretary; the versions tell the story.
func TestAmendments(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	code := w.register()
	w.must(w.store.Submit(ctx, w.head, code, 1))
	p := activity.Proposal{
		Kind: activity.Change, StartsOn: viet.NewDate(2024, time.July, 1), EndsOn: viet.NewDate(2024, time.July, 5),
		Place: "Sân nhà văn hóa", Target: "Trồng 200 m", Reason: "Tránh ngày mưa.",
	}
	if err := w.store.Propose(ctx, w.head, code, 2, p); !fault.Is(err, fault.Conflict) {
		t.Errorf("before the approval: %v", err)
	}
	w.must(w.store.Approve(ctx, w.secretary, code, 2))
	if err := w.store.Propose(ctx, w.staff, code, 3, p); !fault.Is(err, fault.Forbidden) {
		t.Errorf("staff proposes: %v", err)
	}
	if err := w.store.Propose(ctx, w.other, code, 3, p); !fault.Is(err, fault.NotFound) {
		t.Errorf("another unit proposes: %v", err)
	}
	w.must(w.store.Propose(ctx, w.head, code, 3, p))
	if err := w.store.Propose(ctx, w.head, code, 3, p); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second one while the first is open: %v", err)
	}
	if err := w.store.AcceptAmendment(ctx, w.head, code, 1, 3, ""); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the head accepts: %v", err)
	}
	if err := w.store.DeclineAmendment(ctx, w.secretary, code, 1, " "); err == nil {
		t.Error("declined without a reason")
	}
	w.must(w.store.DeclineAmendment(ctx, w.secretary, code, 1, "Trùng ngày với việc của phường."))
	if err := w.store.AcceptAmendment(ctx, w.secretary, code, 1, 3, ""); !fault.Is(err, fault.Conflict) {
		t.Errorf("accepted after it was declined: %v", err)
	}
	w.must(w.store.Propose(ctx, w.head, code, 3, p))
	open, err := w.store.OpenAmendments(ctx)
	w.must(err)
	if len(open) != 1 || open[0].Number != 2 || open[0].Activity != code {
		t.Errorf("open: %+v", open)
	}
	w.must(w.store.AcceptAmendment(ctx, w.secretary, code, 2, 3, ""))
	d := w.get(code)
	if d.StartsOn != p.StartsOn || d.Place != p.Place || d.Stage != activity.Approved || d.Version != 4 {
		t.Errorf("accepted: %+v", d)
	}
	page, err := w.store.PageOf(ctx, code)
	w.must(err)
	if !page.Adjusted || page.FirstStart == nil || *page.FirstStart != viet.NewDate(2024, time.June, 10) || page.ChangeReason != "Tránh ngày mưa." {
		t.Errorf("public: %+v", page)
	}
	versions, err := w.store.Versions(ctx, d.ID)
	w.must(err)
	if n := len(versions); n != 3 || versions[n-1].Reason != "Tránh ngày mưa." || versions[n-2].StartsOn != viet.NewDate(2024, time.June, 10) {
		t.Errorf("versions: %+v", versions)
	}

	w.must(w.store.Propose(ctx, w.head, code, 4, activity.Proposal{Kind: activity.Postpone, Reason: "Bão số 3."}))
	w.must(w.store.WithdrawAmendment(ctx, w.head, code, 3))
	w.must(w.store.Propose(ctx, w.head, code, 4, activity.Proposal{Kind: activity.Postpone, Reason: "Bão số 3."}))
	w.must(w.store.AcceptAmendment(ctx, w.secretary, code, 4, 4, ""))
	if d = w.get(code); d.Stage != activity.Postponed || d.StartsOn != p.StartsOn {
		t.Errorf("put off: %s %s", d.Stage, d.StartsOn)
	}
	p.Kind, p.StartsOn, p.EndsOn = activity.Resume, viet.NewDate(2024, time.August, 1), viet.NewDate(2024, time.August, 2)
	w.must(w.store.Propose(ctx, w.head, code, 5, p))
	w.must(w.store.AcceptAmendment(ctx, w.secretary, code, 5, 5, ""))
	w.must(w.store.Propose(ctx, w.head, code, 6, activity.Proposal{Kind: activity.Cancel, Reason: "Không còn kinh phí."}))
	w.must(w.store.AcceptAmendment(ctx, w.secretary, code, 6, 6, ""))
	if d = w.get(code); d.Stage != activity.Cancelled {
		t.Errorf("called off: %s", d.Stage)
	}
	if _, err := w.admin.Exec(ctx, `update amendments set reason = 'khác' where number = 1`); err == nil {
		t.Error("a decided amendment was changed")
	}
	if _, err := w.db.VerifyChain(ctx); err != nil {
		t.Error(err)
	}
}

// TestPartnersAnswer: a unit that is asked to help accepts or declines; whoever is not asked cannot.
func TestPartnersAnswer(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	code := w.register() // asks TDP-02 and BN-CA
	if err := w.store.AnswerPartner(ctx, w.other, code, "TDP-02", true, ""); !fault.Is(err, fault.NotFound) {
		t.Errorf("before it was sent: %v", err)
	}
	w.must(w.store.Submit(ctx, w.head, code, 1))
	if err := w.store.AnswerPartner(ctx, w.head, code, "TDP-02", true, ""); !fault.Is(err, fault.NotFound) {
		t.Errorf("for another unit: %v", err)
	}
	if err := w.store.AnswerPartner(ctx, w.staff, code, "TDP-02", true, ""); !fault.Is(err, fault.Forbidden) {
		t.Errorf("staff: %v", err)
	}
	if err := w.store.AnswerPartner(ctx, w.other, code, "TDP-02", false, ""); err == nil {
		t.Error("declined without a reason")
	}
	w.must(w.store.AnswerPartner(ctx, w.other, code, "TDP-02", false, "Tổ có hội thao cùng ngày."))
	if err := w.store.AnswerPartner(ctx, w.other, code, "TDP-02", false, "Tổ có hội thao cùng ngày."); !fault.Is(err, fault.Conflict) {
		t.Errorf("the same answer twice: %v", err)
	}
	w.must(w.store.Approve(ctx, w.secretary, code, 2))
	list, err := w.store.Published(ctx)
	w.must(err)
	if len(list) != 1 || list[0].Involves("TDP-02") || !list[0].Involves("BN-CA") {
		t.Errorf("public: %+v", list)
	}
	w.must(w.store.AnswerPartner(ctx, w.other, code, "TDP-02", true, ""))
	if list, _ = w.store.Published(ctx); !list[0].Involves("TDP-02") {
		t.Error("who came back is not shown")
	}
	partners, err := w.store.PartnersOf(ctx, w.get(code).ID)
	w.must(err)
	if len(partners) != 2 || partners[0].Status != activity.PartnerAsked || partners[1].Status != activity.PartnerAccepted {
		t.Errorf("partners: %+v", partners)
	}
	asked, err := w.store.Invitations(ctx, w.both)
	w.must(err)
	if len(asked) != 2 || asked[0].Unit != "BN-CA" {
		t.Errorf("asked: %+v", asked)
	}
}
