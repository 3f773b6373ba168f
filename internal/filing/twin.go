package filing

import (
	"portal/internal/activity"
	"portal/internal/registration"
	"portal/internal/viet"
)

// Twin is an activity that a row is compared with.
type Twin struct {
	Code     string
	Title    string
	StartsOn viet.Date
	EndsOn   viet.Date
	Stage    activity.Stage
}

// registered is an activity that there is, with the days as first registered where they were changed later.
type registered struct {
	Twin
	Unit        string
	FirstStarts viet.Date
	FirstEnds   viet.Date
}

func (r registered) on(p activity.Plan) bool {
	return r.StartsOn == p.StartsOn && r.EndsOn == p.EndsOn ||
		!r.FirstStarts.IsZero() && r.FirstStarts == p.StartsOn && r.FirstEnds == p.EndsOn
}

// named is a title of a unit, as titles are compared.
type named struct{ unit, title string }

// there holds the activities that there are, to find those that a row may be.
type there struct {
	same   map[named][]registered
	ofUnit map[string][]Twin
	titles map[string]activity.Wordings
}

// newThere sorts activities by unit and title. To the office a draft is known by its days only where a row has
// them, too: what a unit has not sent is its own affair.
func newThere(list []registered, office bool) there {
	t := there{map[named][]registered{}, map[string][]Twin{}, map[string]activity.Wordings{}}
	for _, r := range list {
		key := named{r.Unit, registration.TitleKey(r.Title)}
		t.same[key] = append(t.same[key], r)
		if !office || r.Stage != activity.Draft {
			t.ofUnit[r.Unit] = append(t.ofUnit[r.Unit], r.Twin)
			t.titles[r.Unit] = t.titles[r.Unit].With(r.Title)
		}
	}
	return t
}

// twin finds the activity that a plan is, if it was registered before.
func (t there) twin(p activity.Plan) Twin {
	for _, r := range t.same[named{p.Unit, registration.TitleKey(p.Title)}] {
		if r.on(p) {
			return r.Twin
		}
	}
	return Twin{}
}

// like finds the activity of the same unit whose title is most like that of a plan; none when none is alike enough.
func (t there) like(p activity.Plan) Twin {
	if i := t.titles[p.Unit].Alike(p.Title); i >= 0 {
		return t.ofUnit[p.Unit][i]
	}
	return Twin{}
}
