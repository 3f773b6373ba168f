package sample

import (
	"fmt"
	"strings"
	"time"

	"portal/internal/campaign"
	"portal/internal/viet"
)

// Moment is a point of the sample campaign at which the portal can be tried.
type Moment string

// The moments, in their order.
const (
	Registration Moment = "registration"
	Running      Moment = "running"
	Scoring      Moment = "scoring"
	Review       Moment = "review"
	Concluded    Moment = "concluded"
)

// Moments lists the moments in their order.
var Moments = []Moment{Registration, Running, Scoring, Review, Concluded}

var clocks = map[Moment]time.Time{
	Registration: viet.NewDate(2024, time.April, 18).At(9, 0),
	Running:      viet.NewDate(2024, time.July, 15).At(9, 0),
	Scoring:      viet.NewDate(2024, time.September, 28).At(9, 0),
	Review:       viet.NewDate(2024, time.October, 2).At(9, 0),
	Concluded:    viet.NewDate(2024, time.October, 18).At(9, 0),
}

// ParseMoment reads the name of a moment; empty is the usual one.
func ParseMoment(name string) (Moment, error) {
	if name == "" {
		return Scoring, nil
	}
	if _, known := clocks[Moment(name)]; known {
		return Moment(name), nil
	}
	names := make([]string, len(Moments))
	for i, m := range Moments {
		names[i] = string(m)
	}
	return "", fmt.Errorf("there is no moment %q: take one of %s", name, strings.Join(names, ", "))
}

// Clock is what the portal's clock says when the moment begins.
func (m Moment) Clock() time.Time { return clocks[m] }

// Phase is the phase that the campaign is in: each moment is named by its own.
func (m Moment) Phase() campaign.Phase { return campaign.Phase(m) }
