// Package site answers visitors: it turns requests into operations and their
// results into pages. All addresses stand in one table, each with its permission.
package site

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"

	"portal/internal/access"
	"portal/internal/account"
	"portal/internal/activity"
	"portal/internal/announcement"
	"portal/internal/assessment"
	"portal/internal/audit"
	"portal/internal/campaign"
	"portal/internal/committee"
	"portal/internal/filing"
	plans "portal/internal/plan"
	"portal/internal/postgres"
	"portal/internal/ranking"
	"portal/internal/unit"
)

// Config is what the site needs to know.
type Config struct {
	DB      *postgres.DB
	BaseURL *url.URL // public address; https makes cookies Secure and __Host-
	Hosts   []string // further host names it answers to
	Demo    bool     // sample accounts are listed on the sign-in page
	Log     *slog.Logger
	// ReaderKey makes what is stored of a reader, to count a view once, useless to anybody else.
	ReaderKey []byte
	// Proxies are the addresses whose X-Forwarded-For is believed; empty: none.
	Proxies []netip.Prefix
}

// handler answers a request, or returns why it cannot; fail makes the page of that.
type handler func(w http.ResponseWriter, r *http.Request) error

// route is an address with its permission.
type route struct {
	method string
	path   string
	may    access.Action
	handle handler
	opts   option
}

// option says what is special about an address.
type option uint

const (
	kept   option = 1 << iota // same for every resident: rendered once per change
	upload                    // takes a body larger than a form's
	viewed                    // its readers are counted, by the slug of the address
)

// Site is the portal's handler.
type Site struct {
	Config
	routes    []route
	keeper    *keeper
	mux       chi.Router
	handler   http.Handler
	accounts  account.Store
	campaigns campaign.Store

	activities    activity.Store
	filings       filing.Store
	receiving     queue // forms with files that come in
	reading       queue // workbooks that are taken apart
	announcements announcement.Store
	views         *announcement.Counter
	rankings      ranking.Store
	sheets        assessment.Store
	adjustments   assessment.Adjustments
	units         unit.Store
	audits        audit.Store
	members       committee.Store
	plans         plans.Store
}

// Route is an address and its permission, for `portal routes`.
type Route struct {
	Method, Path string
	May          access.Action
}

// New makes the site. It refuses an address without a known permission.
func New(c Config) (*Site, error) {
	s := &Site{
		Config: c, keeper: newKeeper(c.DB.State),
		accounts:   account.NewStore(c.DB),
		campaigns:  campaign.NewStore(c.DB),
		activities: activity.NewStore(c.DB),
		filings:    filing.NewStore(c.DB), receiving: make(queue, 8), reading: make(queue, 2),
		announcements: announcement.NewStore(c.DB), views: announcement.NewCounter(c.DB, c.ReaderKey), rankings: ranking.NewStore(c.DB),
		sheets: assessment.NewStore(c.DB), adjustments: assessment.NewAdjustments(c.DB),
		units:  unit.NewStore(c.DB),
		audits: audit.NewStore(c.DB), members: committee.NewStore(c.DB), plans: plans.NewStore(c.DB),
	}
	s.routes = s.table()
	if err := s.connect(); err != nil {
		return nil, err
	}
	return s, nil
}

// connect leads every address of the table to its handler, through what holds for all.
func (s *Site) connect() error {
	mux := chi.NewRouter()
	seen := map[string]bool{}
	for _, rt := range s.routes {
		if !access.Known(rt.may) {
			return fmt.Errorf("address %s %s has no permission", rt.method, rt.path)
		}
		if key := rt.method + rt.path; seen[key] {
			return fmt.Errorf("address %s %s stands twice in the table", rt.method, rt.path)
		} else {
			seen[key] = true
		}
		mux.Method(rt.method, rt.path, s.serve(rt))
		if rt.method == http.MethodGet {
			mux.Method(http.MethodHead, rt.path, s.serve(rt))
		}
	}
	mux.NotFound(s.notFound)
	mux.MethodNotAllowed(s.wrongMethod)
	s.mux, s.handler = mux, s.wrap(mux)
	return nil
}

// ServeHTTP answers a request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Background starts what runs beside the answering - the look at the database once a
// second - and returns how to wait for its end after ctx.
func (s *Site) Background(ctx context.Context) (wait func()) {
	var tasks sync.WaitGroup
	tasks.Go(func() {
		down := false
		s.DB.Watch(ctx, func(err error) {
			if err != nil && !down {
				s.Log.Error("the database does not answer", "err", err)
			}
			if err == nil && down {
				s.Log.Info("the database answers again")
			}
			down = err != nil
		})
	})
	tasks.Go(func() {
		s.views.Run(ctx, func(err error) { s.Log.Error("views not counted", "err", err) })
	})
	tasks.Go(func() { s.sweepHourly(ctx) })
	return tasks.Wait
}

// sweepHourly takes away, once an hour, what has no meaning any more.
func (s *Site) sweepHourly(ctx context.Context) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.sweep(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("old rows not swept", "err", err)
		}
	}
}

func (s *Site) sweep(ctx context.Context) error {
	return errors.Join(s.accounts.Sweep(ctx), s.DB.Sweep(ctx))
}

// Routes lists every address with its permission, in the order of the table.
func Routes() []Route {
	var list []Route
	for _, rt := range (&Site{}).table() {
		list = append(list, Route{rt.method, rt.path, rt.may})
	}
	slices.SortFunc(list, func(a, b Route) int { return strings.Compare(a.Path+a.Method, b.Path+b.Method) })
	return list
}
