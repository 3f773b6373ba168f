package assessment_test

import (
	"strings"
	"testing"

	"portal/internal/access"
	"portal/internal/assessment"
	"portal/internal/fault"
	"portal/internal/points"
	"portal/internal/sample"
)

// refused checks that a judge cannot open, save or hand in a sheet of a unit.
func (d *desk) refused(by access.Actor, unit string, kind fault.Kind, says string) {
	d.t.Helper()
	ctx := d.t.Context()
	_, err := d.Open(ctx, by, d.campaign, unit)
	wants(d.t, err, kind, says)
	_, err = d.Peek(ctx, by, d.campaign, unit)
	wants(d.t, err, kind, says)
	_, err = d.Save(ctx, by, unit, assessment.Entry{Points: map[string]*points.Points{"I.1": hundredths(100)}})
	wants(d.t, err, kind, says)
	_, err = d.Submit(ctx, by, unit, assessment.Entry{Points: map[string]*points.Points{"I.1": hundredths(100)}})
	wants(d.t, err, kind, says)
}

func TestConflictsOfTheSample(t *testing.T) {
	d := open(t, sample.Scoring)
	d.refused(d.member("TV-08"), "DT-PN", fault.Forbidden, "Đứng đầu đơn vị DT-PN")
	d.refused(d.member("TV-10"), "TDP-18", fault.Forbidden, "Bí thư chi bộ")
	d.refused(d.member("TV-06"), "TDP-11", fault.NotFound, "danh sách chấm") // another panel's
	d.refused(d.member("TV-06"), "KHONG-CO", fault.NotFound, "danh sách chấm")
	rows, err := d.ToScore(t.Context(), d.member("TV-10"), d.campaign)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Unit == "TDP-18" && (r.Scored() || !strings.Contains(r.Tie, "Bí thư chi bộ") || r.Expected != 4) {
			t.Errorf("%+v", r)
		}
	}
}

// Whoever belongs to a unit, or did in the time of the campaign, does not score it.
func TestMembershipTies(t *testing.T) {
	for _, test := range []struct {
		name, from, to string
		tied           bool
	}{
		{"of today", "2020-01-01", "infinity", true},
		{"left during the campaign", "2020-01-01", "2024-08-31", true},
		{"left before the campaign", "2020-01-01", "2024-03-31", false},
		{"begins next year", "2025-01-01", "infinity", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := open(t, sample.Scoring)
			by := d.member("TV-06")
			unit := d.unit(by)
			d.exec(`insert into memberships (account_id, unit_id, role, valid_from, valid_to)
				select $1, id, 'unit_staff', $3, $4 from units where code = $2`, by.Account, unit, test.from, test.to)
			if test.tied {
				d.refused(by, unit, fault.Forbidden, "Công tác tại đơn vị này")
				return
			}
			if _, err := d.Save(t.Context(), by, unit, assessment.Entry{Points: map[string]*points.Points{"I.1": hundredths(100)}}); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestHeadOfAUnitIsTied(t *testing.T) {
	d := open(t, sample.Scoring)
	by := d.member("TV-06")
	unit := d.unit(by)
	d.exec(`update committee_members set heads_unit_id = (select id from units where code = $2) where id = $1`, by.Member, unit)
	d.refused(by, unit, fault.Forbidden, "Đứng đầu đơn vị này")
}

// A conflict found late excludes the sheet that is in, and keeps the reason.
func TestDeclareConflict(t *testing.T) {
	d := open(t, sample.Scoring)
	ctx, by := t.Context(), d.member("TV-06")
	var unit string
	var before int
	rows, err := d.ToScore(ctx, by, d.campaign)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Stage == assessment.Submitted {
			unit, before = r.Unit, r.Submitted
		}
	}
	wrong(t, d.DeclareConflict(ctx, by, unit, " "), "ly-do", "liên quan")
	wrong(t, d.DeclareConflict(ctx, by, unit, strings.Repeat("đ", 501)), "ly-do", "500")
	wants(t, d.DeclareConflict(ctx, d.chair(), unit, "Người nhà"), fault.Forbidden, "")
	if err := d.DeclareConflict(ctx, by, unit, "Em ruột là tổ trưởng"); err != nil {
		t.Fatal(err)
	}
	wants(t, d.DeclareConflict(ctx, by, unit, "Lần nữa"), fault.Conflict, "đã được ghi nhận")
	d.refused(by, unit, fault.Forbidden, "Em ruột là tổ trưởng")
	wants(t, d.Reopen(ctx, d.chair(), "TV-06", unit, "Thử"), fault.Conflict, "xung đột")
	rows, err = d.ToScore(ctx, by, d.campaign)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Unit == unit && (r.Stage != assessment.Excluded || r.Exclusion != "Em ruột là tổ trưởng" || r.Scored() || r.Submitted != before-1) {
			t.Errorf("%+v", r)
		}
	}
}

// A declaration and a save that meet: never is there a sheet that counts beside a conflict.
func TestDeclarationMeetsSave(t *testing.T) {
	d := open(t, sample.Scoring)
	by := d.member("TV-06")
	unit := d.unit(by)
	entry := assessment.Entry{Points: d.full(by, unit)}
	done := make(chan error)
	go func() { done <- d.DeclareConflict(t.Context(), by, unit, "Người nhà") }()
	_, saveErr := d.Submit(t.Context(), by, unit, entry)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if saveErr != nil && !fault.Is(saveErr, fault.Forbidden) {
		t.Fatal(saveErr)
	}
	var counted int
	if err := d.db.QueryRow(t.Context(), `select count(*) from sheets s join conflicts x on x.unit_id = s.unit_id and x.member_id = s.member_id
		where s.stage <> 'excluded' and s.member_id = $1`, by.Member).Scan(&counted); err != nil || counted != 0 {
		t.Fatal(counted, err)
	}
}
