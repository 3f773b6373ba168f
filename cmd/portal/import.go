package main

import (
	"context"
	"errors"
)

func importFile(_ context.Context, _ env, _ []string) error { return errors.New("import lands with intake") }
