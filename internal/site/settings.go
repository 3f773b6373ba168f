package site

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"portal/internal/campaign"
	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/viet"
	"portal/web/page"
	"portal/web/ui"
)

const settingsHref = "/quan-tri/cai-dat"

var wardLabels = []label{
	{campaign.FieldWardName, "Tên phường"},
	{campaign.FieldBody, "Cơ quan"},
	{campaign.FieldPlace, "Địa bàn"},
	{campaign.FieldOrganizer, "Ban tổ chức"},
	{campaign.FieldContact, "Liên hệ"},
}

var campaignLabels = []label{
	{campaign.FieldName, "Tên phong trào"},
	{campaign.FieldTheme, "Chủ đề"},
	{campaign.FieldSummary, "Tóm tắt"},
	{campaign.FieldAims, "Mục tiêu"},
	{campaign.FieldOccasion, "Dịp kỷ niệm"},
	{campaign.FieldAnniversary, "Ngày kỷ niệm"},
	{campaign.FieldStart, "Ngày bắt đầu"},
	{campaign.FieldEnd, "Ngày kết thúc"},
	{campaign.FieldDeadline, "Hạn đăng ký"},
	{campaign.FieldLaunchDay, "Ngày phát động"},
	{campaign.FieldLaunchTime, "Giờ phát động"},
	{campaign.FieldScoring, "Chấm điểm từ"},
	{campaign.FieldWrapup, "Ngày tổng kết"},
	{campaign.FieldMinimumSheets, "Số phiếu tối thiểu"},
	{campaign.FieldAppealDays, "Số ngày kiến nghị"},
}

// readSettings reads what is set now; version 0 says that there is nothing yet.
func (s *Site) readSettings(ctx context.Context) (page.Settings, error) {
	ward, err := s.campaigns.Ward(ctx)
	if err != nil {
		return page.Settings{}, err
	}
	c, err := s.campaigns.Current(ctx)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return page.Settings{}, err
	}
	return page.Settings{
		Ward: wardForm(ward), WardVersion: ward.Version, Campaign: campaignForm(c), CampaignVersion: c.Version,
		Plan: c.PlanNumber, Phase: c.Phase, NeedsReason: c.Version != 0 && c.After(campaign.Scoring),
	}, nil
}

func wardForm(w campaign.Ward) form.Form {
	if w.Version == 0 {
		return form.New()
	}
	return form.Filled(campaign.FieldWardName, w.Name, campaign.FieldBody, w.Body, campaign.FieldPlace, w.Place,
		campaign.FieldOrganizer, w.Organizer, campaign.FieldContact, w.Contact)
}

func campaignForm(c campaign.Campaign) form.Form {
	if c.Version == 0 {
		return form.Filled(campaign.FieldMinimumSheets, "3", campaign.FieldAppealDays, "3")
	}
	launchDay, launchTime := "", ""
	if c.LaunchedAt != nil {
		launchDay, launchTime = viet.DateOf(*c.LaunchedAt).Full(), viet.Clock(*c.LaunchedAt)
	}
	return form.Filled(
		campaign.FieldName, c.Name, campaign.FieldTheme, c.Theme, campaign.FieldSummary, c.Summary,
		campaign.FieldAims, strings.Join(c.Aims, "\n"), campaign.FieldOccasion, c.Occasion, campaign.FieldAnniversary, dayOr(c.AnniversaryOn),
		campaign.FieldStart, c.StartsOn.Full(), campaign.FieldEnd, c.EndsOn.Full(), campaign.FieldDeadline, c.RegistrationDeadline.Full(),
		campaign.FieldLaunchDay, launchDay, campaign.FieldLaunchTime, launchTime,
		campaign.FieldScoring, dayOr(c.ScoringFrom), campaign.FieldWrapup, dayOr(c.WrapupOn),
		campaign.FieldMinimumSheets, strconv.Itoa(c.MinimumSheets), campaign.FieldAppealDays, strconv.Itoa(c.AppealDays),
	)
}

func dayOr(d *viet.Date) string {
	if d == nil || d.IsZero() {
		return ""
	}
	return d.Full()
}

func (s *Site) settings(w http.ResponseWriter, r *http.Request) error {
	p, err := s.readSettings(r.Context())
	if err != nil {
		return err
	}
	return s.showSettings(w, r, http.StatusOK, p)
}

func (s *Site) showSettings(w http.ResponseWriter, r *http.Request, status int, p page.Settings) error {
	title := "Cài đặt"
	if status != http.StatusOK {
		title = "Lỗi: " + title
	}
	return s.desk(w, r, status, ui.Page{Title: title}, page.SettingsPage(p))
}

func (s *Site) setWard(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	ward := campaign.Ward{
		Name: f.Text(campaign.FieldWardName), Body: f.Text(campaign.FieldBody), Place: f.Text(campaign.FieldPlace),
		Organizer: f.Text(campaign.FieldOrganizer), Contact: f.Text(campaign.FieldContact), Version: versionOf(f),
	}
	err = s.campaigns.SetWard(r.Context(), actor(r), ward)
	if err == nil {
		return s.redirect(w, r, settingsHref, "Đã lưu thông tin của phường.")
	}
	return s.refuseSettings(w, r, err, &f, func(p *page.Settings, sentence string) {
		if sentence != "" {
			p.WardSentence = sentence
			if p.WardVersion != ward.Version {
				p.WardClash = differences(p.Ward, f, wardLabels)
			}
		} else {
			p.WardVersion = ward.Version
		}
		p.Ward = f
	})
}

func (s *Site) setCampaign(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Parse(r)
	if err != nil {
		return err
	}
	version, to := versionOf(f), readCampaign(&f)
	reason := f.Text(campaign.FieldReason)
	err = f.Err()
	if err == nil {
		err = s.campaigns.SetCampaign(r.Context(), actor(r), version, to, reason)
	}
	if err == nil {
		return s.redirect(w, r, settingsHref, "Đã lưu phong trào.")
	}
	return s.refuseSettings(w, r, err, &f, func(p *page.Settings, sentence string) {
		if sentence != "" {
			p.CampaignSentence = sentence
			if p.CampaignVersion != version {
				p.CampaignClash = differences(p.Campaign, f, campaignLabels)
			}
		} else {
			p.CampaignVersion = version
		}
		p.Campaign = f
	})
}

// refuseSettings shows the page again with one of its forms as typed. What was stale is shown with
// the version it is now, so that saving again is a decision.
func (s *Site) refuseSettings(w http.ResponseWriter, r *http.Request, err error, f *form.Form, put func(*page.Settings, string)) error {
	status, sentence := http.StatusUnprocessableEntity, ""
	if fault.Is(err, fault.Conflict) {
		status, sentence = http.StatusConflict, err.Error()
	} else if !f.Refused(err) {
		return err
	}
	p, err := s.readSettings(r.Context())
	if err != nil {
		return err
	}
	put(&p, sentence)
	return s.showSettings(w, r, status, p)
}

func readCampaign(f *form.Form) campaign.Settings {
	to := campaign.Settings{
		Name: f.Text(campaign.FieldName), Theme: f.Text(campaign.FieldTheme), Summary: f.Lines(campaign.FieldSummary),
		Occasion: f.Text(campaign.FieldOccasion), AnniversaryOn: f.Date(campaign.FieldAnniversary),
		StartsOn: day(f, campaign.FieldStart), EndsOn: day(f, campaign.FieldEnd), RegistrationDeadline: day(f, campaign.FieldDeadline),
		ScoringFrom: f.Date(campaign.FieldScoring), WrapupOn: f.Date(campaign.FieldWrapup),
		AppealDays: -1,
	}
	for line := range strings.SplitSeq(f.Lines(campaign.FieldAims), "\n") {
		if line = viet.Clean(line); line != "" {
			to.Aims = append(to.Aims, line)
		}
	}
	to.LaunchedAt = launch(f)
	if n := f.Int(campaign.FieldMinimumSheets); n != nil {
		to.MinimumSheets = *n
	}
	if n := f.Int(campaign.FieldAppealDays); n != nil {
		to.AppealDays = *n
	}
	return to
}

// day is a day that must be given; the campaign says so when it is not.
func day(f *form.Form, field string) viet.Date {
	if d := f.Date(field); d != nil {
		return *d
	}
	return viet.Date{}
}

// launch reads the moment of the launch from its two boxes: a day alone is its morning at eight.
func launch(f *form.Form) *time.Time {
	d, typed := f.Date(campaign.FieldLaunchDay), f.Text(campaign.FieldLaunchTime)
	if d == nil {
		if typed != "" {
			f.Add(campaign.FieldLaunchDay, "Hãy nhập ngày phát động, hoặc bỏ trống giờ.")
		}
		return nil
	}
	hour, minute := 8, 0
	if typed != "" {
		at, err := time.Parse("15:04", strings.NewReplacer("h", ":", "g", ":", " ", "").Replace(strings.ToLower(typed)))
		if err != nil {
			f.Add(campaign.FieldLaunchTime, "Hãy nhập giờ như 08:00.")
			return nil
		}
		hour, minute = at.Hour(), at.Minute()
	}
	at := d.At(hour, minute)
	return &at
}
