package account

import (
	"context"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"portal/internal/access"
	"portal/internal/fault"
	"portal/internal/viet"
)

func TestEmail(t *testing.T) {
	t.Parallel()
	for _, same := range [][2]string{
		{"Thu.Ky@MaiDich.example ", "thu.ky@maidich.example"},
		{"ｔｈｕｋｙ＠maidich.example", "thuky@maidich.example"},
		{norm.NFD.String("thư@phường.vn"), "thư@phường.vn"},
	} {
		if EmailKey(same[0]) != same[1] || badEmail(same[0]) != "" {
			t.Errorf("%q: key %q, wrong %q", same[0], EmailKey(same[0]), badEmail(same[0]))
		}
	}
	for email, want := range map[string]string{
		"": "Hãy nhập", "   ": "Hãy nhập", "ai": "dạng", "ai@": "dạng", "@o.vn": "dạng", "ai@o": "dạng", "a i@o.vn": "dạng",
		"a@b@c.vn": "dạng", "ai@o..vn": "dạng", "<script>@o.vn": "dạng",
		"аdmin@maidich.example":            "bảng chữ", // the first letter is Cyrillic
		"adm\u200bin@o.vn":                 "ẩn",
		"\u202enimda@o.vn":                 "ẩn",
		"ad\x00min@o.vn":                   "ẩn",
		"adm\u00adin@o.vn":                 "ẩn",
		strings.Repeat("a", 200) + "@o.vn": "200",
	} {
		if got := badEmail(email); !strings.Contains(got, want) || got == "" {
			t.Errorf("%q: %q does not speak of %q", email, got, want)
		}
	}
}

func TestWeakPasswords(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]string{
		"": "ít nhất 12", "mười một ký": "ít nhất 12", strings.Repeat("dài ", 33): "nhất 128",
		"Bi.Thu@maidich.example": "trùng", "NGUYEN VAN THU AN": "trùng", norm.NFD.String("Nguyễn Văn Thư An"): "trùng",
		"aaaaaaaaaaaaaa": "dễ đoán", "ababababababab": "dễ đoán", "123456789012": "dễ đoán", "987654321098": "dễ đoán",
		"abcdefghijklmn": "dễ đoán", "matkhau123456": "dễ đoán", "Mật khẩu 2024!": "dễ đoán", "qwertyuiop12": "dễ đoán",
		strings.Repeat("a", 1<<20): "nhất 128",
		good:                       "", "thidua-mau-2024": "", strings.Repeat("abếệỗữxz", 16): "",
	} {
		got := weak(password, "bi.thu@maidich.example", "Nguyễn Văn Thư An")
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%.40q: %q does not speak of %q", password, got, want)
		}
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	h := &hasher{slots: shared.slots, wait: 2 * time.Minute}
	one, err := h.hash(t.Context(), norm.NFD.String(good))
	if err != nil {
		t.Fatal(err)
	}
	two, err := h.hash(t.Context(), good)
	if err != nil {
		t.Fatal(err)
	}
	if one == two || !strings.HasPrefix(one, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hashes %s and %s", one, two)
	}
	for _, c := range []struct {
		hash, password string
		want           bool
	}{
		{one, norm.NFC.String(good), true}, // what macOS types is the same word
		{two, norm.NFD.String(good), true},
		{one, good + " ", false},
		{one, "", false},
		{nobody, "", false},
		{one, strings.Repeat("x", 1<<20), false},
	} {
		if got, err := h.verify(t.Context(), c.hash, c.password); got != c.want || err != nil {
			t.Errorf("%.20q: %v %v", c.password, got, err)
		}
	}
	for _, broken := range []string{"", "x", "$argon2i$v=19$m=19456,t=2,p=1$AA$AA", "$argon2id$v=19$m=99999999,t=2,p=1$AA$AA", "$argon2id$v=19$m=1,t=0,p=1$AA$AA"} {
		if _, err := h.verify(t.Context(), broken, good); err == nil {
			t.Errorf("%q was verified", broken)
		}
	}
}

func TestHashingIsBounded(t *testing.T) {
	t.Parallel()
	h := &hasher{slots: make(chan struct{}, 2), wait: 20 * time.Millisecond}
	h.slots <- struct{}{}
	h.slots <- struct{}{}
	if _, err := h.hash(t.Context(), good); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a third hash at once: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	h.wait = time.Hour
	if _, err := h.verify(gone, nobody, good); !fault.Is(err, fault.Unavailable) {
		t.Errorf("the visitor has gone: %v", err)
	}
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"203.0.113.7": "203.0.113.0/24", "::ffff:203.0.113.9": "203.0.113.0/24", "2001:db8:1:2:3::4": "2001:db8:1:2::/64",
	} {
		if got := network(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is in %s", address, got)
		}
	}
	if len(buckets("a@b.vn", nil, netip.Addr{})) != 2 || len(buckets("a@b.vn", nil, netip.MustParseAddr("127.0.0.1"))) != 2 {
		t.Error("an address that everybody has is counted")
	}
}

func TestInWords(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]string{
		-time.Second: "1 giây", 1: "1 giây", 1500 * time.Millisecond: "2 giây",
		time.Minute: "1 phút", 61 * time.Second: "2 phút", 15 * time.Minute: "15 phút",
	} {
		if got := strings.ReplaceAll(inWords(wait), viet.NBSP, " "); got != want {
			t.Errorf("%v: %s", wait, got)
		}
	}
}

func TestReconcile(t *testing.T) {
	t.Parallel()
	day := func(n int) viet.Date { return viet.NewDate(2024, 9, n) }
	today := day(15)
	head := Membership{Unit: "TDP-01", Role: access.UnitHead}
	from := func(m Membership, from, until viet.Date) Membership { m.From, m.Until = from, until; return m }
	row := func(id int64, m Membership) held { return held{ID: id, Membership: m} }
	none := viet.Date{}
	for name, c := range map[string]struct {
		rows   []held
		wanted []Membership
		want   moves
		wrong  bool
	}{
		"begins today":        {nil, []Membership{head}, moves{add: []Membership{from(head, today, none)}}, false},
		"goes on":             {[]held{row(1, from(head, day(1), none))}, []Membership{head}, moves{}, false},
		"ends":                {[]held{row(1, from(head, day(1), none))}, nil, moves{move: []held{row(1, from(head, day(1), day(14)))}}, false},
		"ends on its day":     {[]held{row(1, from(head, day(1), none))}, []Membership{from(head, day(1), day(20))}, moves{move: []held{row(1, from(head, day(1), day(20)))}}, false},
		"had not begun":       {[]held{row(1, from(head, day(15), none))}, nil, moves{drop: []int64{1}}, false},
		"was over":            {[]held{row(1, from(head, day(1), day(14)))}, nil, moves{}, false},
		"comes back":          {[]held{row(1, from(head, day(1), day(9)))}, []Membership{head}, moves{add: []Membership{from(head, today, none)}}, false},
		"twice":               {nil, []Membership{head, from(head, day(20), none)}, moves{}, true},
		"one after the other": {nil, []Membership{from(head, day(1), day(9)), head}, moves{add: []Membership{from(head, day(1), day(9)), from(head, today, none)}}, false},
		"ends before today":   {nil, []Membership{from(head, none, day(14))}, moves{}, true},
	} {
		got, wrong := reconcile(c.rows, c.wanted, today)
		if (wrong != "") != c.wrong || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v %q", name, got, wrong)
		}
	}
}
