# Everything one does with pi-crm. `make` alone says what there is.
# A fresh machine needs Rust, a C compiler, perl and make; the rest is installed on the way.

CARGO ?= cargo
BROWSER = tests/browser
HTTPS ?= [::]:8443
HTTP ?= [::]:8080
CONTACTS ?= 3000
ROUNDS ?= 170
DEMO = --data-dir data/demo --key-file data/demo.key

# Only what a target below asks for is looked for; versions stand in .ci/need.
NEED = sh .ci/need
# A Node newer than the system's may have been installed here by .ci/need.
export PATH := $(CURDIR)/target/tools/node/node_modules/.bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help run test test-rust test-scripts test-browser check assets cross test-cross \
	image test-image installer test-install torture bench clean-demo

help: ## Say what there is
	@echo 'pi-crm: make <target>'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build, make demo data in ./data, start (HTTPS=, HTTP=, CONTACTS=)
	@$(NEED) rust cc perl
	$(CARGO) build
	@$(CARGO) --quiet run -- demo $(DEMO) --contacts $(CONTACTS)
	@$(CARGO) --quiet run -- serve --demo $(DEMO) --https '$(HTTPS)' --http '$(HTTP)'

clean-demo: ## Throw the demo data away
	rm -rf data/demo data/demo.key

test: test-rust test-scripts test-browser ## All tests that need no other machine

test-rust: ## Tests without a browser
	@$(NEED) rust cc perl restore
	$(CARGO) test

test-scripts: ## What can be told of the installer and the image without starting them
	@$(NEED) shellcheck systemd nft fdisk
	sh tests/image/quick.sh

test-browser: $(BROWSER)/node_modules/.installed ## What a person does, in Chromium
	@$(NEED) rust cc perl node chromium
	$(CARGO) build
	cd $(BROWSER) && CHROMIUM="$$(sh ../../.ci/need --where chromium)" npx playwright test

check: assets/node_modules/.installed ## Format, lints, assets as their sources say
	@$(NEED) rust cc perl node
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets -- -D warnings
	node assets/build.mjs --check

assets: assets/node_modules/.installed ## Build assets/dist again
	@$(NEED) node
	node assets/build.mjs

cross: ## Static binaries for aarch64 and x86_64 in target/dist
	@$(NEED) rust
	sh cross/build.sh all

test-cross: ## Use the aarch64 binary, under emulation where needed
	@test -x target/dist/pi-crm-aarch64 || sh cross/build.sh aarch64
	@$(NEED) qemu
	python3 cross/test.py aarch64

# Both as root: owners, networks and whole systems are made.
image: ## An image to flash, in target/dist (BINARY=)
	@$(NEED) image
	@test -n '$(BINARY)' -o -x target/dist/pi-crm-aarch64 || sh cross/build.sh aarch64
	sh image/build.sh $(BINARY)

test-image: ## The image started in an emulated computer: first contact, power cut, backup (IMAGE=)
	@$(NEED) emulator
	@test -n '$(IMAGE)' -o -e target/dist/pi-crm.img || $(MAKE) image
	python3 tests/image/boot.py $(IMAGE)

installer: ## An archive to unpack on a Raspberry Pi OS, Ubuntu or Debian, in target/dist
	@test -x target/dist/pi-crm-aarch64 -a -x target/dist/pi-crm-x86_64 || sh cross/build.sh all
	tar -C image -czf target/dist/pi-crm-installer.tar.gz --owner=0 --group=0 \
		--transform 's,^,pi-crm/,' install.sh pi-crm.toml files \
		-C ../target/dist pi-crm-aarch64 pi-crm-x86_64

test-install: ## The installer on whole systems: Debian now and before, Ubuntu (BINARY=)
	@$(NEED) machines
	@test -n '$(BINARY)' -o -x "target/dist/pi-crm-$$(uname -m)" || sh cross/build.sh "$$(uname -m)"
	BINARY='$(if $(BINARY),$(abspath $(BINARY)))' sh -c \
		'python3 tests/image/install.py && python3 tests/image/settings.py'

torture: ## Kill the server at random, look whether anything is lost (ROUNDS=, SEED=)
	@$(NEED) rust cc perl
	TORTURE_ROUNDS='$(ROUNDS)' TORTURE_SEED='$(or $(SEED),$(shell date +%s))' \
		$(CARGO) test --test all torture:: -- --nocapture

bench: ## The product against its own raw queries, with 100 000 contacts (BINARY=)
	@$(NEED) rust cc perl
	BINARY='$(if $(BINARY),$(abspath $(BINARY)))' $(CARGO) bench --bench product

# npm install rather than ci: the lock names optional packages of every platform, and not every
# registry has them all.
%/node_modules/.installed: %/package.json %/package-lock.json
	@$(NEED) node
	cd $* && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install --no-audit --no-fund --no-save
	@touch $@
