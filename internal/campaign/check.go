package campaign

import (
	"fmt"
	"unicode/utf8"

	"portal/internal/fault"
	"portal/internal/viet"
)

// The fields of the settings, as forms name them and fault.Invalid answers.
const (
	FieldWardName      = "phuong"
	FieldBody          = "co-quan"
	FieldPlace         = "dia-ban"
	FieldOrganizer     = "ban-to-chuc"
	FieldContact       = "lien-he"
	FieldName          = "ten"
	FieldTheme         = "chu-de"
	FieldSummary       = "tom-tat"
	FieldAims          = "muc-tieu"
	FieldOccasion      = "dip"
	FieldAnniversary   = "ngay-ky-niem"
	FieldStart         = "bat-dau"
	FieldEnd           = "ket-thuc"
	FieldDeadline      = "han-dang-ky"
	FieldLaunchDay     = "ngay-phat-dong"
	FieldLaunchTime    = "gio-phat-dong"
	FieldScoring       = "cham-tu"
	FieldWrapup        = "tong-ket"
	FieldMinimumSheets = "so-phieu-toi-thieu"
	FieldAppealDays    = "so-ngay-kien-nghi"
	FieldReason        = "ly-do"
)

const (
	maxAims   = 20
	maxAim    = 300
	maxReason = 500
	maxSheets = 50
	maxAppeal = 60
)

// length is a text with the most letters it may have.
type length struct {
	field, name, text string
	most              int
	needed            bool
}

func checkLengths(wrong fault.Invalid, lengths []length) {
	for _, l := range lengths {
		switch n := utf8.RuneCountInString(l.text); {
		case l.needed && n == 0:
			wrong[l.field] = "Hãy nhập " + l.name + "."
		case n > l.most:
			wrong[l.field] = fmt.Sprintf("%s dài %s ký tự, tối đa là %s. Hãy rút gọn.", viet.Capitalise(l.name), viet.Int(n), viet.Int(l.most))
		}
	}
}

// check says what is wrong with the ward's texts.
func (w Ward) check() error {
	wrong := fault.Invalid{}
	checkLengths(wrong, []length{
		{FieldWardName, "tên phường", w.Name, 100, true},
		{FieldBody, "tên cơ quan", w.Body, 200, false},
		{FieldPlace, "địa bàn", w.Place, 200, false},
		{FieldOrganizer, "tên ban tổ chức", w.Organizer, 200, false},
		{FieldContact, "nơi liên hệ", w.Contact, 500, false},
	})
	return wrong.Or()
}

// check says what is wrong with the settings in themselves; what the phase forbids, take says.
func (s Settings) check(reason string) error {
	wrong := fault.Invalid{}
	checkLengths(wrong, []length{
		{FieldName, "tên phong trào", s.Name, 200, true},
		{FieldTheme, "chủ đề", s.Theme, 300, false},
		{FieldSummary, "tóm tắt", s.Summary, 2000, false},
		{FieldOccasion, "dịp kỷ niệm", s.Occasion, 200, false},
		{FieldReason, "lý do", reason, maxReason, false},
	})
	if len(s.Aims) > maxAims {
		wrong[FieldAims] = fmt.Sprintf("Tối đa %d mục tiêu, mỗi dòng một mục tiêu.", maxAims)
	}
	for _, aim := range s.Aims {
		if n := utf8.RuneCountInString(aim); n > maxAim {
			wrong[FieldAims] = fmt.Sprintf("Có mục tiêu dài %s ký tự, tối đa là %d. Hãy rút gọn.", viet.Int(n), maxAim)
		}
	}
	s.checkDays(wrong)
	if s.MinimumSheets < 1 || s.MinimumSheets > maxSheets {
		wrong[FieldMinimumSheets] = fmt.Sprintf("Số phiếu tối thiểu phải từ 1 đến %d.", maxSheets)
	}
	if s.AppealDays < 0 || s.AppealDays > maxAppeal {
		wrong[FieldAppealDays] = fmt.Sprintf("Số ngày kiến nghị phải từ 0 đến %d.", maxAppeal)
	}
	return wrong.Or()
}

func (s Settings) checkDays(wrong fault.Invalid) {
	for _, d := range []struct {
		field, sentence string
		day             viet.Date
	}{
		{FieldStart, "Hãy nhập ngày bắt đầu.", s.StartsOn},
		{FieldEnd, "Hãy nhập ngày kết thúc.", s.EndsOn},
		{FieldDeadline, "Hãy nhập hạn đăng ký.", s.RegistrationDeadline},
	} {
		if d.day.IsZero() {
			wrong[d.field] = d.sentence
		}
	}
	if !s.StartsOn.IsZero() && !s.EndsOn.IsZero() && s.EndsOn.Before(s.StartsOn) {
		wrong[FieldEnd] = "Ngày kết thúc phải từ " + s.StartsOn.Full() + " trở đi."
	}
	if !s.RegistrationDeadline.IsZero() && !s.EndsOn.IsZero() && !s.RegistrationDeadline.Before(s.EndsOn) {
		wrong[FieldDeadline] = "Hạn đăng ký phải trước ngày kết thúc " + s.EndsOn.Full() + "."
	}
	if s.ScoringFrom != nil && s.ScoringFrom.Before(s.StartsOn) {
		wrong[FieldScoring] = "Ngày bắt đầu chấm phải từ " + s.StartsOn.Full() + " trở đi."
	}
	switch {
	case s.WrapupOn == nil:
	case s.ScoringFrom != nil && s.WrapupOn.Before(*s.ScoringFrom):
		wrong[FieldWrapup] = "Ngày tổng kết phải từ ngày bắt đầu chấm " + s.ScoringFrom.Full() + " trở đi."
	case s.WrapupOn.Before(s.StartsOn):
		wrong[FieldWrapup] = "Ngày tổng kết phải từ " + s.StartsOn.Full() + " trở đi."
	}
	if s.LaunchedAt != nil && !s.EndsOn.IsZero() && viet.DateOf(*s.LaunchedAt).After(s.EndsOn) {
		wrong[FieldLaunchDay] = "Ngày phát động phải trước ngày kết thúc " + s.EndsOn.Full() + "."
	}
}
