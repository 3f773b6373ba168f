package markdown

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

func TestRender(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ md, want string }{
		{"Một\nhai", "<p>Một<br>\nhai</p>\n"},
		{"**Đậm**, *nghiêng*, ~~bỏ~~ & “kép” \"thẳng\"", "<p><strong>Đậm</strong>, <em>nghiêng</em>, <del>bỏ</del> &amp; “kép” &#34;thẳng&#34;</p>\n"},
		{"# Nội dung\n## Đợt *1*\n## Đợt 1", "<h2 id=\"muc-noi-dung\">Nội dung</h2>\n<h3 id=\"muc-dot-1\">Đợt <em>1</em></h3>\n<h3 id=\"muc-dot-1-2\">Đợt 1</h3>\n"},
		{"## A\n##### B\n## C", "<h2 id=\"muc-a\">A</h2>\n<h3 id=\"muc-b\">B</h3>\n<h2 id=\"muc-c\">C</h2>\n"},
		{"#\n\n# !!!", "<h2 id=\"muc-khong-ten\">!!!</h2>\n"},
		{"3. ba\n4. bốn", "<ol start=\"3\">\n<li>ba</li>\n<li>bốn</li>\n</ol>\n"},
		{"[ngoài](https://hanoi.gov.vn/a) [trong](/tin-tuc)", "<p><a href=\"https://hanoi.gov.vn/a\" rel=\"noopener\">ngoài</a> <a href=\"/tin-tuc\">trong</a></p>\n"},
		{"https://hanoi.gov.vn", "<p><a href=\"https://hanoi.gov.vn\" rel=\"noopener\">https://hanoi.gov.vn</a></p>\n"},
		{"[gọi](tel:+84912345678)", "<p><a href=\"tel:+84912345678\">gọi</a></p>\n"},
		{"![Hội trường](/tep/1.webp)", "<p><img src=\"/tep/1.webp\" alt=\"Hội trường\" loading=\"lazy\"></p>\n"},
		{
			"| Đơn vị | Điểm | Hạng |\n| --- | ---: | :-: |\n| Tổ dân phố số 2 | 93,25 | 1 |",
			`<div class="scroll" tabindex="0" role="region" aria-label="Bảng"><table class="table">` +
				"\n<thead>\n<tr>\n<th scope=\"col\">Đơn vị</th>\n<th scope=\"col\" class=\"n\">Điểm</th>\n<th scope=\"col\" class=\"mid\">Hạng</th>\n</tr>\n</thead>\n" +
				"<tbody>\n<tr>\n<td>Tổ dân phố số 2</td>\n<td class=\"n\">93,25</td>\n<td class=\"mid\">1</td>\n</tr>\n</tbody>\n</table></div>\n",
		},
		{"`<table>`", "<p><code>&lt;table&gt;</code></p>\n"},
		{"", ""},
	} {
		got, err := Render(c.md)
		if err != nil || got != c.want {
			t.Errorf("Render(%q) = %q, %v\nwant %q", c.md, got, err, c.want)
		}
	}
}

func TestTablesHaveNames(t *testing.T) {
	t.Parallel()
	got, err := Render("|a|b|\n|-|-|\n|1|2|\n\nchữ\n\n|c|d|\n|-|-|\n|1|2|")
	if err != nil || strings.Count(got, `<div class="scroll"`) != 2 || strings.Count(got, "</table></div>") != 2 ||
		!strings.Contains(got, `"Bảng 1"`) || !strings.Contains(got, `"Bảng 2"`) {
		t.Errorf("%s, %v", got, err)
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	md := "# Tiêu đề\n> **DỮ LIỆU MẪU** - thử\n\nMột\nhai `mã` [liên kết](/x) &amp; \\*sao\\* <b>thẻ</b>\n\n|a|b|\n|-|-|\n|1|2|\n\n- mục\n<script>alert(1)</script>"
	want := "Tiêu đề DỮ LIỆU MẪU - thử Một hai mã liên kết & *sao* thẻ a b 1 2 mục"
	if got := Plain(md); !strings.HasPrefix(got, want) || strings.Contains(got, "<") {
		t.Errorf("Plain = %q", got)
	}
}

var hostile = []string{
	`<script>alert(1)</script>`, `<SCRIPT SRC=//x.test/x.js>`, `<img src=x onerror=alert(1)>`, `<svg onload=alert(1)>`,
	`<svg><script>alert(1)</script></svg>`, `<iframe src="javascript:alert(1)"></iframe>`, `<style>*{display:none}</style>`,
	`<p style="position:fixed">x</p>`, `<a href="javascript:alert(1)">x</a>`, `<form action=//x.test><button>x</button></form>`,
	`<base href="//x.test">`, `<meta http-equiv=refresh content="0;url=//x.test">`, `<object data=x></object>`, `<math><mi xlink:href="data:x">`,
	`[x](javascript:alert(1))`, `[x](JaVaScRiPt:alert(1))`, "[x](java\tscript:alert(1))", "[x](<java\nscript:alert(1)>)", `[x](&#106;avascript:alert(1))`,
	`[x](&#x6A&#x61;vascript:alert(1))`, `[x](data:text/html;base64,PHNjcmlwdD4=)`, `[x](vbscript:msgbox(1))`, `[x](file:///etc/passwd)`, "[x](\u0001javascript:alert(1))",
	`<javascript:alert(1)>`, `<data:text/html,x>`, `[x](/a "onmouseover=alert(1)")`, `[x](/a" onmouseover="alert(1))`, `[x]: javascript:alert(1)` + "\n\n[x]",
	`![x](javascript:alert(1))`, `![x](data:image/svg+xml;base64,PHN2Zz4=)`, `![x](https://x.test/track.gif)`, `![x](//x.test/track.gif)`, `![x](/\x.test/t.gif)`,
	`![x"onerror="alert(1)](/a.png)`, `![<script>](/a.png)`, "`<script>alert(1)</script>`", "```html\" onload=\"x\n<script>alert(1)</script>\n```",
	"# <script>alert(1)</script>", "# x {onclick=alert(1)}", "## x {#noi-dung .btn}", "|<script>|b|\n|-|-|\n|<img onerror=x src=x>|</table><script>x</script>|",
	"</div></main><script>x</script>", "<!-- --><script>x</script> -->", "<![CDATA[<script>x</script>]]>", "<?php x ?>", "&lt;script&gt;alert(1)&lt;/script&gt;",
	"<a\x00href=javascript:alert(1)>", "\xff<script\xff>", "<ScRiPt\n>x</sCrIpT\n>", "<<script>script>x</script>", "<x/onclick=alert(1)>",
	"<details open ontoggle=alert(1)>", "<input autofocus onfocus=alert(1)>", "- [ ] <input type=image src=x>", "<template><script>x</script></template>",
}

// allowed is what a body may hold: attributes by element.
var allowed = map[string]string{
	"p": "", "br": "", "hr": "", "strong": "", "em": "", "del": "", "code": "", "pre": "", "blockquote": "", "ul": "", "li": "",
	"ol": "start", "h2": "id", "h3": "id", "h4": "id", "h5": "id", "h6": "id", "a": "href rel", "img": "src alt loading",
	"thead": "", "tbody": "", "tr": "", "th": "scope class", "td": "class", "table": "class", "div": "class tabindex role aria-label",
}

func checkSafe(t *testing.T, md string) {
	t.Helper()
	out, err := Render(md)
	if err != nil {
		t.Errorf("Render(%q): %v", md, err)
	}
	tokens := html.NewTokenizer(strings.NewReader(out))
	for kind := tokens.Next(); kind != html.ErrorToken; kind = tokens.Next() {
		if kind == html.TextToken || kind == html.EndTagToken {
			continue
		}
		token := tokens.Token()
		attributes, known := allowed[token.Data]
		if !known {
			t.Errorf("Render(%q) holds %s", md, token)
		}
		for _, a := range token.Attr {
			if !strings.Contains(" "+attributes+" ", " "+a.Key+" ") {
				t.Errorf("Render(%q) holds %s", md, token)
			}
			address := strings.ToLower(strings.TrimSpace(a.Val))
			scheme, _, found := strings.Cut(address, ":")
			if a.Key == "href" && found && !strings.ContainsAny(scheme, "/?#") && !strings.Contains(" http https mailto tel ", " "+scheme+" ") {
				t.Errorf("Render(%q) links to %q", md, a.Val)
			}
			if a.Key == "src" && (!strings.HasPrefix(a.Val, "/") || strings.HasPrefix(a.Val, "//") || strings.HasPrefix(a.Val, "/\\")) {
				t.Errorf("Render(%q) loads %q", md, a.Val)
			}
		}
	}
}

func TestHostile(t *testing.T) {
	t.Parallel()
	for _, md := range hostile {
		checkSafe(t, md)
		checkSafe(t, "Trước "+md+" sau")
		checkSafe(t, "> - "+md)
	}
}

func TestNothingTakesForever(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"[", "![", ">", "*a_ ", "`", "<", "- ", "|", "[a](", "&", "#", "\\", "**", "~~", "a@"} {
		start := time.Now()
		checkSafe(t, strings.Repeat(part, 20_000/len(part)))
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%q takes %s", part, took)
		} else if took > time.Second {
			t.Logf("%q takes %s", part, took)
		}
	}
}

func FuzzRender(f *testing.F) {
	for _, md := range hostile {
		f.Add(md)
	}
	f.Fuzz(func(t *testing.T, md string) {
		checkSafe(t, md)
		_ = Plain(md)
	})
}
