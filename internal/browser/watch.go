package browser

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// watch collects what a window complains about.
type watch struct {
	mu       sync.Mutex
	problems []string
	pages    map[network.RequestID]bool
}

// see is told every event of the window, in order.
func (w *watch) see(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if e.Type == network.ResourceTypeDocument {
			if w.pages == nil {
				w.pages = map[network.RequestID]bool{}
			}
			w.pages[e.RequestID] = true
		}
	case *runtime.EventExceptionThrown:
		w.add("exception: " + exception(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			w.add("console: " + arguments(e.Args))
		}
	case *log.EventEntryAdded:
		// The status of a page itself is the test's business: 422 and 404 are
		// answers like others. That of a picture or a style sheet is not.
		page := e.Entry.Source == log.EntrySourceNetwork && w.pages[e.Entry.NetworkRequestID]
		if e.Entry.Level == log.EntryLevelError && !page {
			w.add(strings.TrimSpace(fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)))
		}
	}
}

func (w *watch) add(problem string) { w.problems = append(w.problems, problem) }

func (w *watch) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	problems := w.problems
	w.problems = nil
	return problems
}

func exception(d *runtime.ExceptionDetails) string {
	text := d.Text
	if d.Exception != nil && d.Exception.Description != "" {
		text = d.Exception.Description
	}
	return fmt.Sprintf("%s (%s:%d)", text, d.URL, d.LineNumber+1)
}

func arguments(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		if a.Description != "" {
			words = append(words, a.Description)
			continue
		}
		var value any
		if err := json.Unmarshal(a.Value, &value); err != nil {
			value = string(a.Value)
		}
		words = append(words, fmt.Sprint(value))
	}
	return strings.Join(words, " ")
}
