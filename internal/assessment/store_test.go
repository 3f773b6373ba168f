package assessment_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/assessment"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/fixture"
	"portal/internal/form"
	"portal/internal/points"
	"portal/internal/postgres"
	"portal/internal/sample"
)

// desk is the judges' work on a database of the test's own.
type desk struct {
	assessment.Store
	t        *testing.T
	db       *postgres.DB
	campaign campaign.Campaign
}

func open(t *testing.T, at sample.Moment) *desk {
	t.Helper()
	t.Parallel()
	db := fixture.Open(t, at)
	c, err := campaign.NewStore(db).Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &desk{assessment.NewStore(db), t, db, c}
}

// member acts as a member of the committee, as a judge.
func (d *desk) member(code string) access.Actor {
	d.t.Helper()
	by := access.Actor{Roles: []access.Role{access.Judge}}
	err := d.db.QueryRow(d.t.Context(), `select id, account_id from committee_members where code = $1`, code).Scan(&by.Member, &by.Account)
	if err != nil {
		d.t.Fatal(err)
	}
	return by
}

func (d *desk) chair() access.Actor {
	by := d.member("TV-01")
	by.Roles = []access.Role{access.Chair}
	return by
}

func (d *desk) exec(sql string, args ...any) {
	d.t.Helper()
	if err := d.db.Keep(d.t.Context(), func(tx pgx.Tx) error { _, err := tx.Exec(d.t.Context(), sql, args...); return err }); err != nil {
		d.t.Fatal(err)
	}
}

// unit is a unit that TV-06 judges and has not begun.
func (d *desk) unit(by access.Actor) string {
	d.t.Helper()
	rows, err := d.ToScore(d.t.Context(), by, d.campaign)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, r := range rows {
		if r.Stage == "" && r.Tie == "" {
			return r.Unit
		}
	}
	d.t.Fatal("nothing left to score")
	return ""
}

// full answers every criterion with its maximum.
func (d *desk) full(by access.Actor, unit string) map[string]*points.Points {
	d.t.Helper()
	o, err := d.Open(d.t.Context(), by, d.campaign, unit)
	if err != nil {
		d.t.Fatal(err)
	}
	all := map[string]*points.Points{}
	for _, part := range o.Parts {
		for _, c := range part.Criteria {
			most := c.Max[o.Kind]
			all[c.Code] = &most
		}
	}
	return all
}

func hundredths(n points.Points) *points.Points { return &n }

func wants(t *testing.T, err error, kind fault.Kind, says string) {
	t.Helper()
	if !fault.Is(err, kind) || !strings.Contains(err.Error(), says) {
		t.Fatalf("got %v, wanted kind %d saying %q", err, kind, says)
	}
}

func wrong(t *testing.T, err error, field, says string) {
	t.Helper()
	var invalid fault.Invalid
	if !errors.As(err, &invalid) || !strings.Contains(invalid[field], says) {
		t.Fatalf("got %v, wanted %s: %s", err, field, says)
	}
}

func TestSaveAndSubmit(t *testing.T) {
	d := open(t, sample.Scoring)
	ctx, by := t.Context(), d.member("TV-06")
	unit := d.unit(by)
	o, err := d.Save(ctx, by, unit, assessment.Entry{Points: map[string]*points.Points{"I.1": hundredths(350), "I.2": hundredths(0)}})
	if err != nil || o.Version != 1 || o.Total() != 350 {
		t.Fatal(o, err)
	}
	remark := "Nên mời thêm thanh niên."
	o, err = d.Save(ctx, by, unit, assessment.Entry{Version: 1, Points: map[string]*points.Points{"I.1": nil}, Remark: &remark})
	if err != nil || o.Version != 2 {
		t.Fatal(o, err)
	}
	seen, err := d.Open(ctx, by, d.campaign, unit)
	if err != nil || len(seen.Points) != 1 || seen.Shown("I.2") != "0" || seen.Remark != remark || seen.Shown("I.1") != "" {
		t.Fatalf("%+v %v", seen, err)
	}
	_, err = d.Submit(ctx, by, unit, assessment.Entry{Version: 2})
	wrong(t, err, "I.1", "Chưa chấm")
	o, err = d.Submit(ctx, by, unit, assessment.Entry{Version: 2, Points: d.full(by, unit)})
	if err != nil || o.Stage != assessment.Submitted || o.Total() != 100*points.Point || o.SubmittedAt == nil {
		t.Fatal(o, err)
	}
	_, err = d.Submit(ctx, by, unit, assessment.Entry{Version: o.Version})
	wants(t, err, fault.Conflict, "đã nộp")
	_, err = d.Save(ctx, by, unit, assessment.Entry{Version: o.Version, Points: map[string]*points.Points{"I.1": nil}})
	wants(t, err, fault.Conflict, "đã nộp")
	var total int
	var after string
	if err := d.db.QueryRow(ctx, `select total from sheets where id = $1`, o.ID).Scan(&total); err != nil || total != 10000 {
		t.Fatal(total, err)
	}
	if err := d.db.QueryRow(ctx, `select after from audit_entries where subject = $1 order by id desc limit 1`, o.AuditKey()).Scan(&after); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(after, `"stage":"submitted"`) || !strings.Contains(after, `"I.1":"4.00"`) || !strings.Contains(after, remark) {
		t.Fatal(after)
	}
}

func TestRefusedPointsChangeNothing(t *testing.T) {
	d := open(t, sample.Scoring)
	ctx, by := t.Context(), d.member("TV-06")
	unit := d.unit(by)
	for _, test := range []struct {
		code, says string
		points     points.Points
	}{
		{"I.1", "Điểm tối đa là 4.", 450},
		{"I.1", "Điểm phải là bội số của 0,5.", 330},
		{"I.1", "số âm", -50},
		{"I.1", "Điểm tối đa", 1 << 60},
		{"II.5", "Tiêu chí II.5 không áp dụng", 100}, // of departments only
		{"X.9", "Tiêu chí X.9 không áp dụng", 100},
	} {
		_, err := d.Save(ctx, by, unit, assessment.Entry{Points: map[string]*points.Points{test.code: &test.points, "I.2": hundredths(100)}})
		wrong(t, err, test.code, test.says)
	}
	long := strings.Repeat("ă", 2001)
	_, err := d.Save(ctx, by, unit, assessment.Entry{Remark: &long})
	wrong(t, err, "nhan-xet", "2.000")
	if o, err := d.Open(ctx, by, d.campaign, unit); err != nil || o.ID != 0 {
		t.Fatal("something was saved", err)
	}
}

func TestStaleSaveCarriesWhatIsStored(t *testing.T) {
	d := open(t, sample.Scoring)
	ctx, by := t.Context(), d.member("TV-06")
	unit := d.unit(by)
	if _, err := d.Save(ctx, by, unit, assessment.Entry{Points: map[string]*points.Points{"I.1": hundredths(400)}}); err != nil {
		t.Fatal(err)
	}
	_, err := d.Save(ctx, by, unit, assessment.Entry{Points: map[string]*points.Points{"I.1": hundredths(100)}})
	wants(t, err, fault.Conflict, "nơi khác")
	var stale *assessment.Stale
	if !errors.As(err, &stale) || stale.Stored.Version != 1 || stale.Stored.Points["I.1"] != 400 {
		t.Fatal(err)
	}
}

// Many saves that saw the same version: one is kept, also when none was there before.
func TestConcurrentSaves(t *testing.T) {
	d := open(t, sample.Scoring)
	by := d.member("TV-06")
	unit := d.unit(by)
	for version := range 2 {
		var saves sync.WaitGroup
		kept := make(chan points.Points, 20)
		for i := range 20 {
			saves.Go(func() {
				p := points.Points(i%9) * 50
				_, err := d.Save(t.Context(), by, unit, assessment.Entry{Version: version, Points: map[string]*points.Points{"I.1": &p}})
				if err == nil {
					kept <- p
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		saves.Wait()
		close(kept)
		if len(kept) != 1 {
			t.Fatalf("%d saves of version %d were kept", len(kept), version)
		}
		o, err := d.Open(t.Context(), by, d.campaign, unit)
		if err != nil || o.Points["I.1"] != <-kept || o.Version != version+1 {
			t.Fatal(o, err)
		}
	}
	if _, err := d.db.VerifyChain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestDoubleSubmitCountsOnce(t *testing.T) {
	d := open(t, sample.Scoring)
	by := d.member("TV-06")
	unit := d.unit(by)
	by.Key = form.New().Key()
	entry := assessment.Entry{Points: d.full(by, unit)}
	if _, err := d.Submit(t.Context(), by, unit, entry); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Submit(t.Context(), by, unit, entry); !errors.Is(err, postgres.ErrRepeated) {
		t.Fatal(err)
	}
}

func TestPhases(t *testing.T) {
	t.Run("running", func(t *testing.T) {
		d := open(t, sample.Running)
		by := d.member("TV-06")
		_, err := d.Save(t.Context(), by, "TDP-01", assessment.Entry{Points: map[string]*points.Points{"I.1": hundredths(100)}})
		wants(t, err, fault.Conflict, "Thực hiện")
	})
	t.Run("concluded", func(t *testing.T) {
		d := open(t, sample.Concluded)
		by := d.member("TV-06")
		_, err := d.Save(t.Context(), by, "TDP-08", assessment.Entry{Points: map[string]*points.Points{"I.1": hundredths(100)}})
		wants(t, err, fault.Conflict, "Đã công bố")
		wants(t, d.Reopen(t.Context(), d.chair(), "TV-06", "TDP-01", "Nhầm"), fault.Conflict, "Đã công bố")
		wants(t, d.DeclareConflict(t.Context(), by, "TDP-01", "Người nhà"), fault.Conflict, "Đã công bố")
	})
	t.Run("review", func(t *testing.T) {
		d := open(t, sample.Review)
		ctx, by := t.Context(), d.member("TV-06")
		entry := assessment.Entry{Points: map[string]*points.Points{"I.1": hundredths(100)}}
		_, err := d.Save(ctx, by, "TDP-08", entry) // never begun
		wants(t, err, fault.Conflict, "họp xét")
		wrong(t, d.Reopen(ctx, d.chair(), "TV-06", "TDP-01", "  "), "ly-do", "lý do")
		wants(t, d.Reopen(ctx, by, "TV-06", "TDP-01", "Nhầm"), fault.Forbidden, "")
		if err := d.Reopen(ctx, d.chair(), "TV-06", "TDP-01", "Chấm nhầm tiêu chí"); err != nil {
			t.Fatal(err)
		}
		wants(t, d.Reopen(ctx, d.chair(), "TV-06", "TDP-01", "Lần nữa"), fault.Conflict, "bước khác")
		o, err := d.Open(ctx, by, d.campaign, "TDP-01")
		if err != nil || o.Closed != "" || !o.Reopened() {
			t.Fatal(o.Closed, err)
		}
		entry.Version = o.Version
		saved, err := d.Save(ctx, by, "TDP-01", entry)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Submit(ctx, by, "TDP-01", assessment.Entry{Version: saved.Version}); err != nil {
			t.Fatal(err)
		}
	})
}
