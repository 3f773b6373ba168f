package site

import "portal/internal/access"

const (
	get  = "GET"
	post = "POST"
)

// table lists every address with who may use it. Nothing is served that does not stand here.
func (s *Site) table() []route {
	return []route{
		{get, "/healthz", access.ReadPublic, s.healthz, 0},
		{get, "/readyz", access.ReadPublic, s.readyz, 0},
		{get, "/tinh/*", access.ReadPublic, s.asset, 0},

		{get, "/tin-tuc", access.ReadPublic, s.newsList, kept},
		{get, "/tin-tuc/{slug}", access.ReadPublic, s.newsArticle, kept | viewed},
		{get, "/tin-tuc.atom", access.ReadPublic, s.newsFeed, kept},

		{get, "/xep-hang", access.ReadPublic, s.board, kept},
		{get, "/xep-hang/{block}", access.ReadPublic, s.board, kept},
		{get, "/xep-hang.csv", access.ReadPublic, s.boardCSV, kept},
	}
}
