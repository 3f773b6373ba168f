package site

import (
	"net/http"

	"portal/internal/campaign"
	"portal/internal/fault"
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
	b, err := s.published(r, c)
	if fault.Is(err, fault.NotFound) && param(r, "block") == "" {
		return s.show(w, r, http.StatusOK, ui.Page{Title: "Bảng xếp hạng", Current: "/xep-hang"}, page.NotPublished(c))
	}
	if err != nil {
		return err
	}
	for _, section := range b.Sections {
		if section.Block.Code == param(r, "block") || param(r, "block") == "" {
			b.Section = section
			return s.show(w, r, http.StatusOK, ui.Page{
				Title: "Xếp hạng " + section.Block.Name, Current: "/xep-hang",
				Description: page.StateTitle(b.Publication.State) + " phong trào thi đua, " + section.Block.Name,
			}, page.RankingBoard(b, c))
		}
	}
	return fault.New(fault.NotFound, "Không có khối thi đua này.")
}

// published is the board of all blocks; a fault NotFound before the first publication.
func (s *Site) published(r *http.Request, c campaign.Campaign) (page.Board, error) {
	p, err := s.rankings.Latest(r.Context(), c.ID)
	if err != nil {
		return page.Board{}, err
	}
	return page.Board{Publication: p, Sections: p.Sections()}, nil
}

// wholeBoard is the board for a file. It says in each line whether its data is a sample.
func (s *Site) wholeBoard(r *http.Request) (page.Board, error) {
	c, err := s.campaigns.Current(r.Context())
	if err != nil {
		return page.Board{}, err
	}
	b, err := s.published(r, c)
	if err != nil {
		return page.Board{}, err
	}
	ward, err := s.campaigns.Ward(r.Context())
	b.Sample = ward.Sample
	return b, err
}
