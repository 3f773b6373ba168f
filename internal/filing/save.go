package filing

import (
	"context"
	"fmt"
	"slices"

	"portal/internal/access"
	"portal/internal/activity"
	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/registration"
)

var (
	errStale   = fault.New(fault.Conflict, "Bảng kiểm tra này vừa được thay đổi ở một cửa sổ khác nên chưa nhập dòng nào. Hãy xem lại bảng dưới đây rồi làm tiếp.")
	errTaken   = fault.New(fault.Conflict, "Dòng này đã được nhập nên không sửa ở đây được nữa. Hãy mở hoạt động để sửa.")
	errOther   = fault.New(fault.Conflict, "Dòng này vừa được sửa ở một cửa sổ khác nên chưa lưu được. Hãy so sánh rồi lưu lại.")
	errNone    = fault.New(fault.Unprocessable, "Hãy đánh dấu ít nhất một dòng để nhập.")
	errNotHead = fault.New(fault.Conflict, "Chưa gửi dòng nào: có dòng của đơn vị mà bạn không phải là thủ trưởng. Hãy lưu nháp, thủ trưởng đơn vị gửi sau.")
	errAll     = fault.New(fault.Conflict, "Không còn dòng nào để nhập: các dòng dùng được trong tệp đều đã có trên cổng.")
)

// Mend puts other cells in the place of those of a row. version is that of the row as it was shown. What is still
// wrong is a fault Invalid, and nothing is changed.
func (s Store) Mend(ctx context.Context, by access.Actor, office bool, id string, no, version int, cells registration.Cells) error {
	return s.change(ctx, by, bringing(office), office, id, func(tx *postgres.Tx, _ *campaign.Campaign, f *Filing) error {
		r := f.Row(no)
		switch {
		case r == nil:
			return fault.New(fault.NotFound, errNoFiling)
		case !r.Mendable():
			return errTaken
		case r.Version != version:
			return errOther
		}
		r.Cells, r.Chosen, r.Mended = cells, true, true
		if err := f.look(ctx, tx, by); err != nil {
			return err
		}
		if err := f.Row(no).wrong().Or(); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			update filing_rows set cells = $3, mended = true, chosen = true, version = version + 1 where filing_id = $1 and no = $2`,
			f.ID, no, cells)
		return err
	})
}

// wrong says by field why the row cannot be registered.
func (r *Row) wrong() fault.Invalid {
	wrong := fault.Invalid{}
	for _, p := range r.Problems {
		if wrong[p.Field] == "" {
			wrong[p.Field] = p.Sentence
		}
	}
	if r.There.Code != "" && wrong[activity.FieldTitle] == "" {
		wrong[activity.FieldTitle] = "Đơn vị đã có hoạt động " + r.There.Code + " cùng tên và cùng ngày. Hãy ghi tên hoặc ngày khác."
	}
	return wrong
}

// Choice is which rows of a page are to be registered. Rows that were not shown stay as they were chosen.
type Choice struct {
	Version       int // of the filing that was looked at
	Shown, Chosen []int
}

func (c Choice) apply(f *Filing) {
	for _, no := range c.Shown {
		if r := f.Row(no); r != nil {
			r.Chosen = slices.Contains(c.Chosen, no)
		}
	}
}

// Choose keeps which rows are to be registered.
func (s Store) Choose(ctx context.Context, by access.Actor, office bool, id string, c Choice) error {
	return s.change(ctx, by, bringing(office), office, id, func(tx *postgres.Tx, _ *campaign.Campaign, f *Filing) error {
		if f.Version != c.Version {
			return errStale
		}
		return c.save(ctx, tx, f)
	})
}

func (c Choice) save(ctx context.Context, tx *postgres.Tx, f *Filing) error {
	_, err := tx.Exec(ctx, `update filing_rows set chosen = no = any($3) where filing_id = $1 and no = any($2) and chosen <> (no = any($3))`,
		f.ID, append([]int{}, c.Shown...), append([]int{}, c.Chosen...)) // never nil, which the database takes for unknown
	return err
}

// Register registers the chosen rows, all or none, and returns the codes of the activities. Of a unit they are drafts,
// or sent at once by its head; of the office they are sent.
func (s Store) Register(ctx context.Context, by access.Actor, office bool, id string, c Choice, send bool) (codes []string, err error) {
	do := bringing(office)
	if send && !office {
		do = access.SubmitActivity
	}
	err = s.change(ctx, by, do, office, id, func(tx *postgres.Tx, present *campaign.Campaign, f *Filing) error {
		if f.Version != c.Version {
			return errStale
		}
		c.apply(f)
		if err := c.save(ctx, tx, f); err != nil {
			return err
		}
		if err := f.look(ctx, tx, by); err != nil {
			return err
		}
		rows, plans, err := f.chosen(c)
		if err != nil {
			return err
		}
		codes, err = activity.RegisterMany(ctx, tx, by, present, plans, activity.Brought{Sent: send || office, Reason: "Nhập từ tệp Excel"})
		if send && fault.Is(err, fault.Forbidden) {
			return errNotHead
		}
		if err != nil {
			return err
		}
		f.Registered += len(codes)
		_, err = tx.Exec(ctx, `
			update filing_rows r set activity_id = a.id, version = r.version + 1
			from unnest($2::int[], $3::text[]) as taken (no, code)
			join activities a on a.campaign_id = $4 and a.code = taken.code
			where r.filing_id = $1 and r.no = taken.no`, f.ID, rows, codes, present.ID)
		return err
	})
	return codes, err
}

// chosen are the rows to register. All of them must be fit for it: nobody thinks that a row was taken which was not.
func (f *Filing) chosen(c Choice) (rows []int, plans []activity.Plan, err error) {
	for _, r := range f.Rows {
		switch {
		case r.State() == Ready && r.Chosen:
			rows, plans = append(rows, r.No), append(plans, r.Plan)
		case r.State() != Ready && slices.Contains(c.Chosen, r.No):
			return nil, nil, fault.New(fault.Conflict, fmt.Sprintf("Chưa nhập dòng nào: %s không còn dùng được. Hãy xem lý do ở bảng dưới đây, bỏ chọn hoặc sửa rồi làm lại.", r.name()))
		}
	}
	switch {
	case len(rows) > 0:
		return rows, plans, nil
	case f.Count()[Ready] == 0:
		return nil, nil, errAll
	default:
		return nil, nil, errNone
	}
}

func (r *Row) name() string { return fmt.Sprintf("dòng %d", r.Number) }

// change is the rhythm of every operation on a filing: the phase is held, the filing locked, the policy asked, the rule
// applied, the version raised.
func (s Store) change(ctx context.Context, by access.Actor, do access.Action, office bool, id string,
	rule func(*postgres.Tx, *campaign.Campaign, *Filing) error,
) error {
	return s.db.Write(ctx, by, do, func(tx *postgres.Tx) error {
		c, err := campaign.Share(ctx, tx, do)
		if err != nil {
			return err
		}
		f, err := read(ctx, tx, by, office, id, "for update of f")
		if err != nil {
			return err
		}
		if err := tx.Record(ctx, f, ""); err != nil {
			return err
		}
		if err := rule(tx, c, f); err != nil {
			return err
		}
		f.Version++
		_, err = tx.Exec(ctx, `update filings set version = $2, registered = $3 where id = $1`, f.ID, f.Version, f.Registered)
		return err
	})
}
