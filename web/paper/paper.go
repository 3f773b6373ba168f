// Package paper composes official papers from what the portal knows: the plan, the notice of who follows
// what, the registration form of a unit. Like a page, a paper shows what it is given.
package paper

import (
	"strings"

	"portal/internal/campaign"
	"portal/internal/viet"
)

const (
	draftMark  = "BẢN XEM TRƯỚC – chưa ban hành"
	sampleMark = "DỮ LIỆU MẪU – không phải văn bản chính thức"
	// committeeIs is what running text calls the organizing committee.
	committeeIs = "Ban Tổ chức"
)

// house is the ward as letterheads write it.
type house struct {
	name      string // phường …
	body      string // Ủy ban nhân dân phường …
	organizer string // Ban Tổ chức …, without the name of the ward
}

func houseOf(name, body, organizer string) house {
	if organizer == "" {
		organizer = committeeIs
	}
	return house{
		name: name, body: strings.ReplaceAll(body, "UBND", "Ủy ban nhân dân"),
		organizer: strings.TrimSpace(strings.TrimSuffix(organizer, name)),
	}
}

func wardHouse(w campaign.Ward) house { return houseOf(w.Name, w.Body, w.Organizer) }

// issuer is the body on two lines, as wards write it: ỦY BAN NHÂN DÂN over PHƯỜNG ….
func (h house) issuer() []string {
	if office, is := strings.CutSuffix(h.body, " "+h.name); is {
		return []string{office, h.name}
	}
	return []string{h.body}
}

// committee is the organizing committee on the lines of a letterhead.
func (h house) committee() []string {
	if rest, is := strings.CutPrefix(h.organizer, committeeIs+" "); is {
		return []string{committeeIs, rest}
	}
	return []string{h.organizer}
}

// short is the body as a line above who issues something under it: UBND phường ….
func (h house) short() string { return strings.ReplaceAll(h.body, "Ủy ban nhân dân", "UBND") }

// levels are the words before the name of a ward, which the place of a document does without.
var levels = []string{"phường ", "xã ", "thị trấn ", "đặc khu "}

// place is where documents are issued.
func (h house) place() string {
	for _, level := range levels {
		if name, is := strings.CutPrefix(h.name, level); is {
			return name
		}
	}
	return h.name
}

// marks say what is not official.
func marks(sample, draft bool) string {
	var said []string
	if draft {
		said = append(said, draftMark)
	}
	if sample {
		said = append(said, sampleMark)
	}
	return strings.Join(said, " · ")
}

// the puts a name into a sentence: phong trào thi đua …
func the(name string) string {
	letters := []rune(name)
	if len(letters) > 0 {
		letters[0] = []rune(strings.ToLower(string(letters[0])))[0]
	}
	return string(letters)
}

// occasion puts the years into brackets behind the name of a campaign.
func occasion(text string) string {
	if text == "" {
		return ""
	}
	return " (" + strings.ReplaceAll(text, " ", viet.NBSP) + ")"
}

// sentence ends with one full stop.
func sentence(text string) string {
	text = strings.TrimRight(viet.Clean(text), ".;, ")
	if text == "" {
		return ""
	}
	return text + "."
}

// from is a run of days in a sentence.
func from(start, end viet.Date) string {
	if start == end {
		return start.Formal()
	}
	return "từ " + start.Formal() + " đến hết " + end.Formal()
}
