// Command portal is the whole product: it serves the portal and does the few
// things that are done on the server itself. `portal help` lists them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // the ward's zone, also where the machine has none
)

// command is one thing that the program does.
type command struct {
	name, args, does string
	run              func(ctx context.Context, e env, args []string) error
	lists            bool // its refusal is a list, a line each
}

// env is what a command gets of its surroundings.
type env struct {
	settings settings
	out, err io.Writer
}

var commands = []command{
	{"serve", "[--demo] [--at MOMENT]", "migrate and serve; --demo loads the sample campaign into an empty database", serve, false},
	{"migrate", "", "bring the database up to date, and nothing else", migrate, false},
	{"account", "add EMAIL --role ROLE [--unit CODE] [--name NAME] | disable EMAIL | link EMAIL", "make an account, close it, or print a new password link", accounts, false},
	{"import", "units|activities|announcements FILE [--dry-run]", "check a whole file, then take in all of it or nothing", importFile, true},
	{"verify", "", "walk the audit chain, recompute every published ranking, check the editions of plans", verify, false},
	{"routes", "", "print every address with its permission, and the table of rights", routes, false},
	{"version", "", "print version, commit and Go version", version, false},
}

// errUsage is a wrong call; the program leaves with 2.
var errUsage = errors.New("wrong usage")

func main() { os.Exit(run(os.Args[1:], os.Getenv, os.Stdout, os.Stderr)) }

func run(args []string, getenv func(string) string, out, errOut io.Writer) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		usage(out)
		if len(args) == 0 {
			return 2
		}
		return 0
	}
	for _, c := range commands {
		if c.name != args[0] {
			continue
		}
		settings, err := readSettings(getenv)
		if err != nil {
			_, _ = fmt.Fprintln(errOut, "portal:", err)
			return 2
		}
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		context.AfterFunc(ctx, stop) // whoever asks a second time does not want to wait
		err = c.run(ctx, env{settings, out, errOut}, args[1:])
		switch {
		case err == nil:
			return 0
		case errors.Is(err, errUsage):
			_, _ = fmt.Fprintf(errOut, "portal: %v\nusage: portal %s %s\n", err, c.name, c.args)
			return 2
		default:
			text := err.Error()
			if !c.lists {
				text = oneLine(text)
			}
			_, _ = fmt.Fprintln(errOut, "portal:", text)
			return 1
		}
	}
	_, _ = fmt.Fprintf(errOut, "portal: there is no command %q\n", args[0])
	usage(errOut)
	return 2
}

// oneLine says what went wrong in one line, also where several things did.
func oneLine(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.ReplaceAll(strings.Join(lines, "; "), ":; ", ": ")
}

func usage(w io.Writer) {
	_, _ = fmt.Fprintln(w, "portal - the portal of a ward's emulation campaign\n\nCommands:")
	for _, c := range commands {
		_, _ = fmt.Fprintf(w, "  portal %s %s\n        %s\n", c.name, c.args, c.does)
	}
	_, _ = fmt.Fprintln(w, "\nSettings (environment):")
	for _, s := range settingList {
		_, _ = fmt.Fprintf(w, "  %-18s %s\n", s.name, s.means)
	}
}
