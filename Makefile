# make run | test | lint | generate | bench | fuzz | vuln | clean: see README.md.

# A moment of the sample campaign, for an empty data folder (scoring if none is named); empty: go on with what is there.
AT   ?=
ADDR ?= 127.0.0.1:8080
DATA ?= .data

# Tests wait for databases and browsers more than they compute: a few more at a time than there are cores.
TESTFLAGS ?=
PARALLEL  ?= 4

ifeq ($(shell command -v go),)
$(error Go is missing: install Go 1.26 or newer (https://go.dev/dl) and put it into PATH)
endif

.DEFAULT_GOAL := run
.PHONY: run test lint drift generate bench fuzz vuln clean tools portal

# The shell becomes the portal, so that Ctrl-C reaches it and it alone decides how to stop.
run: portal
	@PORTAL_ADDR='$(ADDR)' PORTAL_DATA='$(DATA)' exec bin/portal serve --demo --at '$(AT)'

portal:
	go build -o bin/portal ./cmd/portal

test:
	@.ci/prepare
	go build -o bin/withpg ./cmd/withpg
	bin/withpg go test -parallel $(PARALLEL) $(TESTFLAGS) ./...

lint: drift bin/golangci-lint
	go vet ./...
	bin/golangci-lint run
	go mod tidy -diff

# Pages are generated from their templates and committed: making them again must change nothing.
drift: bin/templ
	@.ci/drift bin/templ generate -path ./web

generate: bin/templ bin/gofumpt
	bin/templ generate -path ./web
	bin/gofumpt -w cmd internal migrations web

bench:
	go build -o bin/withpg ./cmd/withpg
	bin/withpg go test -run '^$$' -bench . -benchmem $(TESTFLAGS) ./...

# Every fuzz target for so long; `make test` runs what they have found before.
FUZZTIME ?= 1m
fuzz:
	@go list ./... | while read -r pkg; do \
		for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$target" && go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
		done; \
	done

# Needs the internet, so it is not part of lint.
vuln: bin/govulncheck
	@.ci/vuln bin/govulncheck ./...

clean:
	rm -rf bin

# The tools live in modules of their own. Building golangci-lint takes minutes, once.
tools: bin/golangci-lint bin/templ bin/gofumpt

bin/golangci-lint: internal/tools/lint/go.mod
	go build -C internal/tools/lint -o ../../../$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

bin/govulncheck: internal/tools/lint/go.mod
	go build -C internal/tools/lint -o ../../../$@ golang.org/x/vuln/cmd/govulncheck

bin/templ: internal/tools/gen/go.mod
	go build -C internal/tools/gen -o ../../../$@ github.com/a-h/templ/cmd/templ

bin/gofumpt: internal/tools/gen/go.mod
	go build -C internal/tools/gen -o ../../../$@ mvdan.cc/gofumpt
