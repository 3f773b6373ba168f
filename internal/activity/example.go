package activity

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/postgres"
	"portal/internal/rubric"
)

// MostExamples is how many examples the office keeps.
const MostExamples = 200

// FieldKinds are the kinds of units that an example suits.
const FieldKinds = "loai-don-vi"

// Example is an activity that the office offers to copy from.
type Example struct {
	ID           int64         `json:"-"`
	Title        string        `json:"title"`
	Kinds        []rubric.Kind `json:"kinds"` // of units that it suits; none: all
	Category     string        `json:"category"`
	Description  string        `json:"description"`
	Target       string        `json:"target"`
	Quantity     *int          `json:"target_quantity"`
	QuantityUnit string        `json:"target_unit"`
	Participants *int          `json:"expected_participants"`
	Evidence     string        `json:"expected_evidence"`
	Sample       bool          `json:"sample"` // came with the sample campaign
	Retired      bool          `json:"retired"`
	Version      int           `json:"version"`
}

// AuditKey names the example in the audit log.
func (e *Example) AuditKey() string { return fmt.Sprintf("example %d", e.ID) }

// OwnedBy is false: examples are the office's.
func (e *Example) OwnedBy(access.Actor, access.Role) bool { return false }

// Plan is what a registration takes from the example: all but when and where, which its unit knows.
func (e Example) Plan() Plan {
	return Plan{
		Title: e.Title, Category: e.Category, Description: e.Description, Target: e.Target, Quantity: e.Quantity,
		QuantityUnit: e.QuantityUnit, Participants: e.Participants, Evidence: e.Evidence,
	}
}

// check says what is wrong with an example. Its words are those of a plan.
func (e Example) check() error {
	wrong := fault.Invalid{}
	p := e.Plan()
	p.checkText(wrong, false)
	p.checkNumbers(wrong)
	delete(wrong, FieldUnit)
	if slices.ContainsFunc(e.Kinds, func(k rubric.Kind) bool { return !slices.Contains(rubric.Kinds, k) }) {
		wrong[FieldKinds] = "Hãy chọn loại đơn vị trong danh sách."
	}
	return wrong.Or()
}

const example = `select e.id, e.title, e.kinds, coalesce(e.category, ''), e.description, e.target, e.target_quantity, e.target_unit,
	e.expected_participants, e.expected_evidence, e.sample, e.retired, e.version from example_activities e`

// Examples lists what the office offers.
func (s Store) Examples(ctx context.Context) ([]Example, error) {
	return s.examples(ctx, example+` where not e.retired order by e.title collate vi_natural, e.id limit $1`, MostExamples)
}

// Example reads one of the office's examples.
func (s Store) Example(ctx context.Context, id int64) (Example, error) {
	return s.oneExample(ctx, example+` where e.id = $1 and not e.retired`, id)
}

// suits holds for what the units $1 are offered.
const suits = ` where not e.retired and (e.kinds = '{}' or exists (select from units u where u.id = any($1) and u.kind = any(e.kinds)))`

// ExamplesFor lists what suits the units of the actor.
func (s Store) ExamplesFor(ctx context.Context, by access.Actor) ([]Example, error) {
	return s.examples(ctx, example+suits+` order by e.title collate vi_natural, e.id limit $2`, mine(by), MostExamples)
}

// ExampleFor reads an example that suits the units of the actor.
func (s Store) ExampleFor(ctx context.Context, by access.Actor, id int64) (Example, error) {
	return s.oneExample(ctx, example+suits+` and e.id = $2`, mine(by), id)
}

func (s Store) examples(ctx context.Context, sql string, args ...any) ([]Example, error) {
	rows, err := s.db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Example])
}

func (s Store) oneExample(ctx context.Context, sql string, args ...any) (Example, error) {
	rows, err := s.db.Query(ctx, sql, args...)
	if err != nil {
		return Example{}, err
	}
	e, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Example])
	return e, postgres.Missing(err, errNoExample)
}

const errNoExample = "Không có hoạt động mẫu này, hoặc nó đã được bỏ khỏi thư viện."

// AddExample puts an example on offer.
func (s Store) AddExample(ctx context.Context, by access.Actor, e Example) error {
	return s.db.Write(ctx, by, access.KeepExamples, func(tx *postgres.Tx) error {
		if err := e.check(); err != nil {
			return err
		}
		var kept int
		if err := tx.QueryRow(ctx, `select count(*) from example_activities where not retired`).Scan(&kept); err != nil {
			return err
		}
		if kept >= MostExamples {
			return fault.Invalid{FieldTitle: fmt.Sprintf("Thư viện đã có %d hoạt động mẫu. Hãy bỏ bớt mẫu cũ.", MostExamples)}
		}
		e.Version = 0 // save makes it 1
		if err := tx.QueryRow(ctx, `insert into example_activities (title) values ($1) returning id`, e.Title).Scan(&e.ID); err != nil {
			return sameExample(err)
		}
		if err := tx.RecordNew(ctx, &e, ""); err != nil {
			return err
		}
		return e.save(ctx, tx)
	})
}

// ReviseExample changes an example. version is the one that was read.
func (s Store) ReviseExample(ctx context.Context, by access.Actor, id int64, version int, to Example) error {
	return s.changeExample(ctx, by, id, version, func(e *Example) error {
		to.ID, to.Version, to.Sample = e.ID, e.Version, e.Sample
		*e = to
		return e.check()
	})
}

// RetireExample takes an example off the offer. What was copied from it stays.
func (s Store) RetireExample(ctx context.Context, by access.Actor, id int64, version int) error {
	return s.changeExample(ctx, by, id, version, func(e *Example) error {
		e.Retired = true
		return nil
	})
}

func (s Store) changeExample(ctx context.Context, by access.Actor, id int64, version int, rule func(*Example) error) error {
	return s.db.Write(ctx, by, access.KeepExamples, func(tx *postgres.Tx) error {
		rows, err := tx.Query(ctx, example+` where e.id = $1 and not e.retired for update`, id)
		if err != nil {
			return err
		}
		e, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByPos[Example])
		if err != nil {
			return postgres.Missing(err, errNoExample)
		}
		if err := tx.Record(ctx, e, ""); err != nil {
			return err
		}
		if e.Version != version {
			return fault.New(fault.Conflict, "Hoạt động mẫu này vừa được người khác thay đổi nên chưa lưu được. Hãy xem lại rồi lưu.")
		}
		if err := rule(e); err != nil {
			return err
		}
		return e.save(ctx, tx)
	})
}

func (e *Example) save(ctx context.Context, tx *postgres.Tx) error {
	e.Version++
	e.Kinds = slices.DeleteFunc(slices.Clone(rubric.Kinds), func(k rubric.Kind) bool { return !slices.Contains(e.Kinds, k) })
	_, err := tx.Exec(ctx, `
		update example_activities set title = $2, kinds = $3, category = nullif($4, ''), description = $5, target = $6,
			target_quantity = $7, target_unit = $8, expected_participants = $9, expected_evidence = $10, retired = $11, version = $12
		where id = $1`, e.ID, e.Title, e.Kinds, e.Category, e.Description, e.Target,
		e.Quantity, e.QuantityUnit, e.Participants, e.Evidence, e.Retired, e.Version)
	return sameExample(err)
}

// sameExample puts into words what the schema refuses.
func sameExample(err error) error {
	switch {
	case postgres.Violates(err, "examples_same"):
		return fault.Invalid{FieldTitle: "Thư viện đã có hoạt động mẫu cùng tên. Hãy sửa mẫu đó, hoặc ghi tên khác."}
	case postgres.Violates(err, "example_activities_category_fkey"):
		return fault.Invalid{FieldCategory: "Hãy chọn một lĩnh vực trong danh sách."}
	default:
		return err
	}
}
