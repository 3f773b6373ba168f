package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"portal/internal/access"
	"portal/internal/account"
	"portal/internal/campaign"
	"portal/internal/viet"
)

// operator acts for who runs commands on the server.
var operator = access.Actor{Roles: []access.Role{access.Operator}}

// accounts makes, closes and re-opens accounts on the server: the first administrator comes from here.
func accounts(ctx context.Context, e env, args []string) (err error) {
	if len(args) < 2 || strings.HasPrefix(args[1], "-") {
		return fmt.Errorf("%w: account %s", errUsage, strings.Join(args, " "))
	}
	verb, email := args[0], args[1]
	flags := flag.NewFlagSet("account", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	role := flags.String("role", "", "")
	unit := flags.String("unit", "", "")
	name := flags.String("name", "", "")
	if flags.Parse(args[2:]) != nil || flags.NArg() > 0 || (verb != "add" && len(args) > 2) {
		return fmt.Errorf("%w: account %s", errUsage, strings.Join(args, " "))
	}
	switch verb {
	case "add":
		if err := checkRole(access.Role(*role), *unit); err != nil {
			return err
		}
	case "disable", "link":
	default:
		return fmt.Errorf("%w: account %s", errUsage, verb)
	}
	h, err := openHouse(ctx, e, newLog(e), false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	store := account.NewStore(h.db)
	if verb == "add" {
		n, err := newAccount(ctx, h, email, *name, access.Role(*role), *unit)
		if err != nil {
			return err
		}
		link, err := store.Create(ctx, operator, n)
		if err != nil {
			return err
		}
		return tellLink(e, email, link)
	}
	a, err := store.Find(ctx, email)
	if err != nil {
		return err
	}
	if verb == "disable" {
		if err := store.Disable(ctx, operator, a.ID, "portal account disable"); err != nil {
			return err
		}
		_, err = fmt.Fprintf(e.out, "%s can no longer sign in\n", email)
		return err
	}
	link, err := store.NewLink(ctx, operator, a.ID)
	if err != nil {
		return err
	}
	return tellLink(e, email, link)
}

// checkRole refuses a role that there is not. Unit roles need a unit, the others refuse one.
func checkRole(role access.Role, unit string) error {
	ofUnit := role == access.UnitHead || role == access.UnitStaff
	switch {
	case !slices.Contains(access.Roles, role):
		return fmt.Errorf("%w: --role must be one of %s", errUsage, roleNames())
	case ofUnit && unit == "":
		return fmt.Errorf("%w: --role %s needs --unit CODE", errUsage, role)
	case !ofUnit && unit != "":
		return fmt.Errorf("%w: --unit goes with --role unit_head or unit_staff", errUsage)
	}
	return nil
}

func roleNames() string {
	var names []string
	for _, role := range access.Roles {
		names = append(names, string(role))
	}
	return strings.Join(names, " ")
}

// newAccount reads what an account is to be: a role of its own, or a membership from today on.
func newAccount(ctx context.Context, h *house, email, name string, role access.Role, unit string) (account.New, error) {
	n := account.New{Email: email, Name: viet.Clean(name)}
	if n.Name == "" {
		n.Name, _, _ = strings.Cut(email, "@")
	}
	if unit == "" {
		n.Roles = []access.Role{role}
		return n, nil
	}
	today, err := campaign.Today(ctx, h.db)
	if err != nil {
		return n, err
	}
	n.Memberships = []account.Membership{{Unit: unit, Role: role, From: today}}
	return n, nil
}

func tellLink(e env, email string, link account.Link) error {
	base := "http://" + e.settings.addr
	if e.settings.base != nil {
		base = strings.TrimSuffix(e.settings.base.String(), "/")
	}
	_, err := fmt.Fprintf(e.out, "%s sets the password once, until %s, at\n%s/mat-khau/%s\n",
		email, viet.Stamp(link.Expires), base, link.Token)
	return err
}
