# Poco. `make help` lists the targets.

GO          ?= go
GOFMT       := $(shell $(GO) env GOROOT 2>/dev/null)/bin/gofmt
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
SYSTEMS     := linux darwin windows
VERSION     := $(shell git describe --tags --match 'v*' 2>/dev/null | sed 's/^v//')
# Tests wait for servers a good part of their time: one package more than there are
# processors keeps those busy.
PACKAGES    := $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1)
# Node, where the distribution's is too old: scripts/need puts it here.
NODE_HOME   := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/poco/node
export PATH := $(NODE_HOME)/node_modules/.bin:$(PATH)
LDFLAGS     := $(if $(VERSION),-X poco/command.Version=$(VERSION))

UI          := web/ui

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: need-demo build ## two throwaway servers, sample data, a whole plan and apply
	bin/poco demo

.PHONY: test
test: need-test lint cross ui-test ## everything that must hold; installs what it needs
	$(GO) test -race -timeout 60m -p $(PACKAGES) ./...

.PHONY: build
build: need-go ## build bin/poco
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/ .

.PHONY: lint
lint: need-go ## gofmt, go vet, staticcheck
	@unformatted=$$($(GOFMT) -l .); [ -z "$$unformatted" ] || { echo "not formatted (make fmt):"; echo "$$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

.PHONY: fmt
fmt: ## format the Go sources
	$(GOFMT) -w .

.PHONY: cross
cross: need-go ## compile for Linux, macOS and Windows, tests as well
	@for system in $(filter-out $(shell $(GO) env GOHOSTOS 2>/dev/null),$(SYSTEMS)); do \
		echo "GOOS=$$system go vet ./..."; \
		GOOS=$$system CGO_ENABLED=0 $(GO) vet ./... || exit 1; \
		GOOS=$$system CGO_ENABLED=0 $(GO) build -o /dev/null . || exit 1; \
	done

# The page is built by Node, and what is built is committed: who builds poco needs
# no Node.
.PHONY: ui
ui: need-ui $(UI)/node_modules/.package-lock.json ## build the page, web/ui/dist
	npm --prefix $(UI) run --silent build

$(UI)/node_modules/.package-lock.json: $(UI)/package-lock.json
	npm --prefix $(UI) ci --prefer-offline --no-audit --no-fund
	@touch $@

.PHONY: ui-test
ui-test: need-ui $(UI)/node_modules/.package-lock.json ## the page's own tests, and that what is committed is what is built
	scripts/same-page
	npm --prefix $(UI) run --silent test

.PHONY: storm
storm: need-test ## kill copies at every checkpoint, then in 500 ways, also of a source that moves: hours; SEEDS=n for other numbers
	POCO_TEST_EVERY_CHECKPOINT=1 $(GO) test -count 1 -timeout 48h -run 'Killed' ./executor
	POCO_STORM_SEEDS=$(or $(SEEDS),500) POCO_STORM_LANES=2 $(GO) test -count 1 -timeout 48h ./internal/storm

.PHONY: bench
bench: need-test ## measure copies, backups and restores beside psql and pg_dump, and the page
	$(GO) run ./bench
	POCO_TEST_TIMED=1 $(GO) test -count 1 -v -run "TestTwoThousandTables|TestLogOfManyLines" ./internal/page

.PHONY: clean
clean: ## remove what was built
	rm -rf bin

# What a target needs is looked for, and on Debian and Ubuntu installed.
.PHONY: need-go need-demo need-test need-ui
need-go:
	@scripts/need go
need-demo:
	@scripts/need go postgres
need-test:
	@scripts/need go cc postgres node chromium
need-ui:
	@scripts/need node
