package site

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"

	"portal/internal/fault"
	"portal/internal/ranking"
	"portal/web/page"
	"portal/web/ui"
)

// board shows the ranking of a block as it was published: it reads the snapshot and
// nothing else, so that no number can show before its time.
func (s *Site) board(w http.ResponseWriter, r *http.Request) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	p, err := s.rankings.Latest(r.Context(), c.ID)
	if fault.Is(err, fault.NotFound) && param(r, "block") == "" {
		return s.show(w, r, http.StatusOK, ui.Page{Title: "Bảng xếp hạng", Current: "/xep-hang"}, page.NotPublished(c))
	}
	if err != nil {
		return err
	}
	b := page.Board{Publication: p, Sections: p.Sections()}
	for _, section := range b.Sections {
		if section.Block.Code == param(r, "block") || param(r, "block") == "" {
			b.Section = section
			return s.show(w, r, http.StatusOK, ui.Page{
				Title: "Xếp hạng " + section.Block.Name, Current: "/xep-hang",
				Description: page.StateTitle(p.State) + " phong trào thi đua, " + section.Block.Name,
			}, page.RankingBoard(b, c))
		}
	}
	return fault.New(fault.NotFound, "Không có khối thi đua này.")
}

// boardCSV is the published ranking for Excel with Vietnamese settings: semicolons, a byte order mark.
func (s *Site) boardCSV(w http.ResponseWriter, r *http.Request) error {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return err
	}
	p, err := s.rankings.Latest(r.Context(), c.ID)
	if err != nil {
		return err
	}
	ward, err := s.campaigns.Ward(r.Context())
	if err != nil {
		return err
	}
	label := ""
	if ward.Sample {
		label = "DỮ LIỆU MẪU"
	}
	b := bytes.NewBufferString("\ufeff")
	out := csv.NewWriter(b)
	out.Comma = ';'
	_ = out.Write([]string{"Khối", "Hạng", "Mã đơn vị", "Đơn vị", "Tổng điểm", "Điểm thưởng", "Điểm trừ", "Số phiếu được tính", "Xếp loại", "Giải", "Ghi chú", "Trạng thái", "Công bố lần", "SHA-256", "Nhãn"})
	for _, section := range p.Sections() {
		for _, st := range section.Standings {
			_ = out.Write(csvRow(section, st, p, label))
		}
	}
	out.Flush()
	w.Header().Set("Content-Disposition", `attachment; filename="xep-hang.csv"`)
	s.send(w, r, http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
	return nil
}

func csvRow(section ranking.Section, st ranking.Standing, p *ranking.Publication, label string) []string {
	place, total := "", ""
	if st.Place > 0 {
		place = strconv.Itoa(st.Place)
	}
	if st.Total != nil {
		total = st.Total.Column()
	}
	return []string{
		cell(section.Block.Name), place, cell(st.Unit), cell(st.Name), total, st.Bonus.Column(), st.Deduction.Column(),
		strconv.Itoa(st.SheetsCounted), cell(st.GradeName), cell(st.AwardName), cell(page.NoteOf(st)),
		page.StateTitle(p.State), strconv.Itoa(p.Number), p.SHA256, label,
	}
}

// cell keeps text from being taken for a formula by a spreadsheet.
func cell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}
