package feed

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var posted = time.Date(2024, 4, 25, 18, 27, 0, 0, time.FixedZone("", 7*3600))

func TestAtom(t *testing.T) {
	t.Parallel()
	f := Feed{
		ID: "https://portal.example/", Title: "Tin tức – phường Mai Dịch", About: "Thông báo & tin", Home: "https://portal.example/tin-tuc",
		Self: "https://portal.example/tin-tuc.atom", Author: "Ban Tổ chức",
		Entries: []Entry{
			{
				ID: "tag:portal.example,2024:tin-tuc/2", Title: `Đổi <lịch> & "nhắc"`, Address: "https://portal.example/tin-tuc/doi-lich?a=1&b=2",
				Summary: "Tóm tắt\x01", HTML: "<p>Nội dung &amp; ảnh</p>", Author: "Thư ký", Category: "Lịch", Published: posted, Updated: posted.Add(time.Hour),
			},
			{ID: "tag:portal.example,2024:tin-tuc/1", Title: "Phát động", Address: "https://portal.example/tin-tuc/phat-dong", Published: posted},
		},
	}
	var b strings.Builder
	if err := Write(&b, f); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(b.String(), `<?xml version="1.0" encoding="UTF-8"?>`) || !utf8.ValidString(b.String()) {
		t.Error("not XML in UTF-8")
	}
	var back atomFeed
	if err := xml.Unmarshal([]byte(b.String()), &back); err != nil {
		t.Fatal(err)
	}
	if len(back.Entries) != 2 || len(back.Links) != 2 {
		t.Fatalf("%+v", back)
	}
	first, second := back.Entries[0], back.Entries[1]
	for _, c := range [][2]string{
		{back.XMLName.Space, "http://www.w3.org/2005/Atom"},
		{back.ID, f.ID},
		{back.Title, f.Title},
		{back.Subtitle, f.About},
		{back.Author.Name, f.Author},
		{back.Updated, "2024-04-25T12:27:00Z"},
		{back.Links[0].Rel + " " + back.Links[0].Href, "self " + f.Self},
		{first.ID, f.Entries[0].ID},
		{first.Title, f.Entries[0].Title},
		{first.Link.Href, f.Entries[0].Address},
		{first.Summary, "Tóm tắt\uFFFD"},
		{first.Content.Type, "html"},
		{first.Content.Body, f.Entries[0].HTML},
		{first.Author.Name, "Thư ký"},
		{first.Category.Term, "Lịch"},
		{first.Published, "2024-04-25T11:27:00Z"},
		{second.Updated, "2024-04-25T11:27:00Z"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
	if second.Author != nil || second.Category != nil || second.Content != nil {
		t.Error("what is left out is written")
	}
}

func TestSitemap(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := WriteSitemap(&b, []Page{{"https://portal.example/?a=1&b=2", posted}, {Address: "https://portal.example/van-ban"}}); err != nil {
		t.Fatal(err)
	}
	var back siteMap
	if err := xml.Unmarshal([]byte(b.String()), &back); err != nil {
		t.Fatal(err)
	}
	if len(back.Pages) != 2 || back.Pages[0] != (sitePage{"https://portal.example/?a=1&b=2", "2024-04-25T11:27:00Z"}) || back.Pages[1].Changed != "" {
		t.Errorf("%+v", back)
	}
}
