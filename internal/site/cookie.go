package site

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"portal/internal/activity"
	"portal/internal/form"
	"portal/web/ui"
)

// Names of cookies. Those that carry a right are prefixed with __Host- over https.
const (
	sessionCookie = "phien"
	deviceCookie  = "thiet-bi"
	flashCookie   = "loi-nhan"
	undoCookie    = "hoan-tac"
)

func (s *Site) cookieName(name string) string {
	if s.https() {
		return "__Host-" + name
	}
	return name
}

// setCookie sets a cookie that only the portal reads. MaxAge 0 lasts for the session of the browser.
func (s *Site) setCookie(w http.ResponseWriter, c http.Cookie) {
	c.Name = s.cookieName(c.Name)
	c.Path, c.HttpOnly, c.SameSite, c.Secure = "/", true, http.SameSiteLaxMode, s.https()
	http.SetCookie(w, &c)
}

func (s *Site) dropCookie(w http.ResponseWriter, name string) {
	s.setCookie(w, http.Cookie{Name: name, MaxAge: -1})
}

func (s *Site) cookie(r *http.Request, name string) string {
	c, err := r.Cookie(s.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// takeFlash returns the sentence left by the last post, once.
func (s *Site) takeFlash(w http.ResponseWriter, r *http.Request) string {
	said, err := url.QueryUnescape(s.cookie(r, flashCookie))
	if err != nil || said == "" || len(said) > 600 {
		return ""
	}
	s.dropCookie(w, flashCookie)
	return said
}

// undoAt are the addresses at which a step is taken back.
var undoAt = regexp.MustCompile(`^(?:/lam-viec/hoat-dong|/ban-to-chuc/dang-ky)/HD-[0-9]{3,6}/hoan-tac$`)

// letUndo offers on the next page to take back what has just been done: the step that made this version.
func (s *Site) letUndo(w http.ResponseWriter, at string, version int) {
	until := s.DB.Now().Add(activity.UndoFor).Unix()
	s.setCookie(w, http.Cookie{
		Name: undoCookie, Value: fmt.Sprintf("%d.%d.%s", until, version, url.QueryEscape(at)), MaxAge: int(activity.UndoFor.Seconds()),
	})
}

// takeUndo returns that offer, while it lasts; whether it still holds the operation decides.
func (s *Site) takeUndo(w http.ResponseWriter, r *http.Request) *ui.Undo {
	parts := strings.SplitN(s.cookie(r, undoCookie), ".", 3)
	if len(parts) != 3 {
		return nil
	}
	s.dropCookie(w, undoCookie)
	until, err := strconv.ParseInt(parts[0], 10, 64)
	version, err2 := strconv.Atoi(parts[1])
	at, err3 := url.QueryUnescape(parts[2])
	left := time.Unix(until, 0).Sub(s.DB.Now())
	if errors.Join(err, err2, err3) != nil || left < time.Second || left > activity.UndoFor || !undoAt.MatchString(at) {
		return nil
	}
	return &ui.Undo{Form: form.New(), Action: at, Version: version, Seconds: int(left.Seconds())}
}

// The display choices of a reader: name of the field in the masthead's form and of the cookie → its values.
var prefValues = map[string][]string{
	"co-chu":     {"vua", "lon"},
	"tuong-phan": {"thuong", "cao"},
	"nen":        {"may", "sang", "toi"},
}

type prefs ui.Prefs

func readPrefs(r *http.Request) prefs {
	read := func(name string) string {
		if c, err := r.Cookie(name); err == nil {
			for _, v := range prefValues[name][1:] {
				if c.Value == v {
					return v
				}
			}
		}
		return ""
	}
	return prefs{Size: read("co-chu"), Contrast: read("tuong-phan"), Theme: read("nen")}
}

func (p prefs) key() string { return p.Size + "," + p.Contrast + "," + p.Theme }

// switchPrefs takes the masthead's form: it keeps the choice in a cookie and leads back
// to the same page. It works without script and changes nothing but the display.
func (s *Site) switchPrefs(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.RawQuery == "" {
			next.ServeHTTP(w, r)
			return
		}
		query, chosen := r.URL.Query(), false
		for name, values := range prefValues {
			v := query.Get(name)
			if !slices.Contains(values, v) {
				continue
			}
			http.SetCookie(w, &http.Cookie{ // not HttpOnly by need: nothing to steal, but nobody else reads it either
				Name: name, Value: v, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: s.https(),
			})
			query.Del(name)
			chosen = true
		}
		if !chosen {
			next.ServeHTTP(w, r)
			return
		}
		to := url.URL{Path: s.shown("/" + strings.TrimLeft(r.URL.Path, "/")), RawQuery: query.Encode()}
		http.Redirect(w, r, to.RequestURI(), http.StatusSeeOther)
	})
}

// shown is the page that an address belongs to. A form that was refused stands at the
// address it was posted to, which shows nothing by itself: then it is the page above.
func (s *Site) shown(at string) string {
	for !s.serves(http.MethodGet, at) && s.serves(http.MethodPost, at) {
		at = path.Dir(at)
	}
	return at
}

// serves reports whether the table has an address for this method.
func (s *Site) serves(method, path string) bool {
	return s.mux.Match(chi.NewRouteContext(), method, path)
}
