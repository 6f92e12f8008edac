# Anneal: `make run` opens the editor, `make test` proves it. Everything lands in .venv.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run set-up set-up-dev test check lint types contracts pytest sequences bench starter lock \
	install uninstall check-desktop bundle check-bundle bundle-times bundle-size package licences \
	deb lint-deb check-deb appimage check-appimage shares airgapped lock-runtime check-runtime check-kernels check-package \
	has-deb has-appimage clean

PYTHON_HERE := .venv/bin/python
# Files to open: make run FILES="a.md b.py"
FILES ?=
# Worker processes of the tests.
WORKERS ?= 2
# Where `make install` puts the desktop entry, icons and launcher; DESTDIR stages them for a package.
PREFIX ?= $(HOME)/.local
DESTDIR ?=

help:
	@echo 'make run [FILES="a.md b.py"]   open the editor'
	@echo 'make test                      linters, types, import contracts and all tests'
	@echo 'make check                     linters, types and import contracts alone'
	@echo 'make airgapped                 all tests but those of loopback where there is no network'
	@echo 'make sequences                 2,000 sequences of acts on a draft against a simple model'
	@echo 'make bench                     the benchmarks, as a table and JSON'
	@echo 'make starter                   train the starter model anew'
	@echo 'make install [PREFIX=DIR]      put this checkout among the applications of the desktop'
	@echo 'make uninstall                 take it out again'
	@echo 'make deb                       a Debian package in dist/, of the bundle in dist/anneal'
	@echo 'make lint-deb                  check it: lintian, owners, modes, checksums, size'
	@echo 'make check-deb                 try it in a fresh Debian (as root; needs debootstrap)'
	@echo 'make appimage                  an AppImage in dist/, of the same bundle'
	@echo 'make check-appimage            try that in a fresh Debian, with FUSE and without'
	@echo 'make check-desktop             validate the desktop entry and the AppStream metainfo'
	@echo 'make bundle                    the editor with all that it needs in one folder, dist/anneal'
	@echo 'make check-bundle              try that folder out: from other places, offline, read-only'
	@echo 'make bundle-times              how long it takes to a window and to a model, cold and warm'
	@echo 'make bundle-size               how large it is, part by part'
	@echo 'make package                   all packages that can be built here'
	@echo 'make licences                  collect all third-party licences into build/licences'
	@echo 'make lock                      pin what is installed now as the locked versions'
	@echo 'make check-runtime             install a runtime from end to end, offline, and make a draft on it'
	@echo 'make check-kernels             see that a packaged Anneal needs no C compiler'
	@echo 'make lock-runtime              write down anew what the runtime for graphics cards is made of'

run: set-up
	@.venv/bin/anneal $(FILES)

set-up:
	@packaging/set_up.sh

set-up-dev:
	@packaging/set_up.sh --dev

test: check pytest

check: lint types contracts

lint: set-up-dev
	$(PYTHON_HERE) -m ruff check
	$(PYTHON_HERE) -m ruff format --check

types: set-up-dev
	$(PYTHON_HERE) -m mypy

contracts: set-up-dev
	.venv/bin/lint-imports

pytest: set-up-dev
	packaging/test.sh -n $(WORKERS) --dist worksteal

# Fails where no network namespace is allowed, instead of falling back as `make test` does.
airgapped: set-up-dev
	QT_QPA_PLATFORM=offscreen packaging/air_gapped.sh $(PYTHON_HERE) -m pytest -m "not loopback" \
		-n $(WORKERS) --dist worksteal

sequences: set-up-dev
	QT_QPA_PLATFORM=offscreen $(PYTHON_HERE) -m pytest -q tests/app/test_review_sequences.py -k two_thousand --hypothesis-profile=anew --hypothesis-show-statistics

bench: set-up-dev
	$(PYTHON_HERE) -m tests.bench.run $(ARGUMENTS)

starter: set-up-dev
	$(PYTHON_HERE) packaging/starter/train.py $(ARGUMENTS)

lock: set-up-dev
	$(PYTHON_HERE) packaging/lock.py
	@! test -x build/bundle/venv/bin/python || build/bundle/venv/bin/python packaging/lock.py --package

# Asks the package index for names, sizes and hashes alone.
lock-runtime: set-up-dev
	PYTHONPATH=. $(PYTHON_HERE) packaging/runtime/lock_runtime.py

# From a folder of wheels, without the network; PROGRAM=dist/anneal/anneal tries a package out.
check-runtime: set-up-dev
	PYTHONPATH=. $(PYTHON_HERE) packaging/runtime/check.py $(if $(PROGRAM),--program $(PROGRAM))

# Whether a packaged Anneal starts kernels where there is no C compiler; needs no card.
check-kernels: bundle
	PYTHONPATH=. $(PYTHON_HERE) packaging/runtime/check_kernels.py

install: set-up
	@$(PYTHON_HERE) packaging/linux/install.py --prefix '$(PREFIX)' --destdir '$(DESTDIR)'

# Needs nothing but a Python: what was installed goes where .venv is gone, too.
uninstall:
	@$${PYTHON:-python3} packaging/linux/install.py --prefix '$(PREFIX)' --destdir '$(DESTDIR)' --uninstall

check-desktop:
	@command -v desktop-file-validate >/dev/null && command -v appstreamcli >/dev/null || \
		packaging/apt_install.sh desktop-file-utils appstream
	desktop-file-validate packaging/linux/*.desktop
	appstreamcli validate --no-net packaging/linux/*.metainfo.xml

# Freezes in an environment of its own, in build/bundle; the Python is the one of .venv.
bundle: set-up-dev
	@$(PYTHON_HERE) packaging/bundle/build.py

# Runs it from odd places and in odd environments; some of that needs root, to shut the network off.
check-bundle: bundle
	@$(PYTHON_HERE) packaging/bundle/check_bundle.py

bundle-times: bundle
	@$(PYTHON_HERE) packaging/bundle/measure_start.py $(ARGUMENTS)

bundle-size: bundle
	@$(PYTHON_HERE) packaging/bundle/measure_size.py $(ARGUMENTS)

# One after the other, whatever make was told: both packages are made of the bundle.
package:
	@$(MAKE) bundle
	@$(MAKE) deb
	@$(MAKE) appimage
	@$(MAKE) check-package

# What a package carries: build/licences/third-party.json and the texts beside it.
licences: set-up
	@PYTHONPATH=. $(PYTHON_HERE) packaging/licences/collect.py build/licences

PACKAGING := PYTHONPATH=.:packaging/linux $(PYTHON_HERE)

deb: set-up-dev
	@command -v dpkg-shlibdeps >/dev/null || packaging/apt_install.sh dpkg-dev
	$(PACKAGING) packaging/deb/build_deb.py $(ARGUMENTS)

# The package that was made last: dist/ may hold those of other versions.
DEB = $$(ls -t dist/anneal_*.deb | head -n 1)
APPIMAGE = $$(ls -t dist/Anneal-*.AppImage | head -n 1)

has-deb:
	@ls dist/anneal_*.deb >/dev/null 2>&1 || { echo 'anneal: no package in dist; make deb makes it' >&2; exit 1; }

has-appimage:
	@ls dist/Anneal-*.AppImage >/dev/null 2>&1 || { echo 'anneal: no AppImage in dist; make appimage makes it' >&2; exit 1; }

# What takes seconds; lint-deb, check-deb and check-appimage take minutes.
check-package: check-desktop has-deb
	$(PACKAGING) packaging/deb/deb_check.py $(DEB)

# No error and no warning is left unanswered: what a bundle cannot avoid stands in its overrides.
lint-deb: set-up-dev has-deb
	@command -v lintian >/dev/null || packaging/apt_install.sh lintian
	lintian --allow-root --display-info --pedantic --fail-on error,warning $(DEB)

FRESH_ROOT = packaging/fresh_root/fresh_root.py --deb $(DEB) $(ARGUMENTS)
FRESH_ROOT_NEEDS := debootstrap xvfb openbox xdotool

check-deb: set-up-dev has-deb
	@command -v debootstrap >/dev/null || packaging/apt_install.sh $(FRESH_ROOT_NEEDS)
	$(PACKAGING) $(FRESH_ROOT)

appimage: set-up-dev
	@command -v mksquashfs >/dev/null && [ -d /usr/include/squashfuse ] || packaging/apt_install.sh \
		$$(PYTHONPATH=packaging/appimage $(PYTHON_HERE) -c 'import appimage_start as s; print(*s.PACKAGES)')
	$(PACKAGING) packaging/appimage/build_appimage.py $(ARGUMENTS)

check-appimage: set-up-dev has-deb has-appimage
	@command -v debootstrap >/dev/null || packaging/apt_install.sh $(FRESH_ROOT_NEEDS)
	$(PACKAGING) $(FRESH_ROOT) --appimage $(APPIMAGE)

# What the Flatpak takes besides the bundle.
shares: set-up
	$(PACKAGING) packaging/linux/shares.py build/shares

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info
