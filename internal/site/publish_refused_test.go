package site

import (
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/sample"
)

// TestPublishRefused: by phase, by role and by what is sent.
func TestPublishRefused(t *testing.T) {
	t.Parallel()
	for _, at := range []sample.Moment{sample.Registration, sample.Scoring, sample.Concluded} {
		t.Run(string(at), func(t *testing.T) {
			t.Parallel()
			p := open(t, at)
			chair := p.as(access.Chair)
			before := p.fingerprint()
			chair.post(previewPath, "trang-thai", "final", "lan", "0", "ly-do", "x").
				wants(http.StatusConflict, "nên không làm được việc này.")
			if at != sample.Concluded {
				chair.get(previewPath).wants(http.StatusConflict, "chỉ xem trước được từ bước Họp xét")
			}
			if p.fingerprint() != before {
				t.Error("a refused publication changed something")
			}
		})
	}
	p := open(t, sample.Review)
	before := p.fingerprint()
	for _, role := range []access.Role{access.Secretary, access.Judge, access.Auditor, access.Admin, access.UnitHead, access.Resident} {
		v := p.as(role)
		v.post(previewPath, "trang-thai", "final", "lan", "1", "ly-do", "x").wants(http.StatusForbidden)
		v.post(movePath, "phien-ban", "1", "buoc", "concluded", "ly-do", "x").wants(http.StatusForbidden)
		v.post(reopenPath, "phien-ban", "1", "buoc", "scoring", "ly-do", "x").wants(http.StatusForbidden)
		if v.get(previewPath).status == http.StatusOK {
			t.Errorf("%s sees the preview", role)
		}
	}
	chair := p.as(access.Chair)
	for name, fields := range map[string][]string{
		"without a number": {"trang-thai", "final", "ly-do", "x"},
		"a huge number":    {"trang-thai", "final", "ly-do", "x", "lan", "99999999999999999999"},
		"another state":    {"trang-thai", "bản nháp", "lan", "1"},
		"a long reason":    append(previewed(chair), "trang-thai", "provisional", "ly-do", strings.Repeat("dài ", 400)),
	} {
		if got := chair.post(previewPath, fields...); got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d: %s", name, got.status, got.plain())
		}
	}
	if p.fingerprint() != before {
		t.Error("a refused publication changed something")
	}
}

// TestPublicationsStay: the database itself refuses to change what was published, and points after the conclusion.
func TestPublicationsStay(t *testing.T) {
	t.Parallel()
	p := open(t, sample.Concluded)
	for statement, code := range map[string]string{
		`update publications set reason = 'x'`: "42501",
		`delete from publications`:             "42501",
		`truncate publications`:                "42501",
		`update sheets set total = total + 50`: "23514",
		`insert into sheets (campaign_id, unit_id, member_id) select campaign_id, unit_id, 1 from sheets limit 1`: "23514",
		`update sheet_points set points = 0`:                                   "23514",
		`delete from sheet_points`:                                             "23514",
		`update adjustments set quantity = quantity + 1`:                       "23514",
		`update adjustments set status = 'approved' where status = 'proposed'`: "23514",
		`delete from adjustments`:                                              "23514",
	} {
		err := p.db.Keep(t.Context(), func(tx pgx.Tx) error {
			_, err := tx.Exec(t.Context(), statement)
			return err
		})
		if got := errorCode(err); got != code {
			t.Errorf("%s: %q (%v), wanted %s", statement, got, err, code)
		}
	}
	boardIsExpected(p, "Kết quả chính thức")
}
