# The tasks a person types. They only call cmake, ctest and the scripts beside the tests.
.POSIX:
.PHONY: help demo setup setup-run setup-test setup-peers build install package gallery targets test lint sanitize fuzz bench bench-docs peers clean

PRESET = release
REPLICATIONS = 50

help:
	@echo "make demo      install what is missing, build, compare the deadlines of Kalbajar 2020"
	@echo "make test      install what is missing, build, run every test"
	@echo "make lint      format, layers, prefixes, lengths, clang build, sanitizers, fuzzing"
	@echo "make build     build/release/wayout          make bench    time everything (bench-docs: write it down)"
	@echo "make install   program, library, manual pages, completion (DESTDIR, default prefix /usr/local)"
	@echo "make package   a Debian package in build/package"
	@echo "make targets   Kalbajar 2020 beside what was reported: docs/kalbajar-targets.md"
	@echo "make gallery   draw the figures of docs/gallery anew"
	@echo "make peers     install SUMO, drive the same roads with it and compare (docs/peers.md)"

demo: setup-run build
	build/$(PRESET)/wayout compare scenarios/kalbajar-2020.yaml -n $(REPLICATIONS) -o results.h5

setup: setup-test

setup-run:
	@cmake/setup.sh run

setup-test:
	@cmake/setup.sh test

setup-peers:
	@cmake/setup.sh peers

build:
	@cmake --preset $(PRESET) > build.log 2>&1 || { cat build.log; exit 1; }
	@rm -f build.log
	@cmake --build --preset $(PRESET) --target wayout bench_queue

install: setup-run
	cmake --preset $(PRESET)
	cmake --build --preset $(PRESET) --target wayout wayout_archive
	cmake --build --preset $(PRESET) --target manual
	DESTDIR=$(DESTDIR) cmake --install build/$(PRESET)

package: setup-run
	cmake --preset $(PRESET)
	cmake --build --preset $(PRESET)
	cpack --config build/$(PRESET)/CPackConfig.cmake -B build/package

gallery: setup-run build
	build/$(PRESET)/wayout compare scenarios/kalbajar-2020.yaml -n 50 --trips 1 --quiet -o build/gallery.h5 > build/gallery.txt
	build/$(PRESET)/wayout run scenarios/lachin-2023.yaml -n 50 --quiet -o build/lachin.h5 > build/gallery.txt
	for kind in curves fan spacetime queue left compare; do build/$(PRESET)/wayout plot build/gallery.h5 \
	    --kind $$kind -o docs/gallery/kalbajar-2020-$$kind.png || exit 1; done
	build/$(PRESET)/wayout plot build/gallery.h5 --kind trips --from 2020-11-14T00:00:00+04:00 \
	    -o docs/gallery/kalbajar-2020-trips.png
	build/$(PRESET)/wayout plot build/lachin.h5 --kind fan -o docs/gallery/lachin-2023-fan.png

targets: setup-test build
	build/$(PRESET)/wayout run scenarios/kalbajar-2020.yaml --variant extended --central -n 100 --quiet -o build/central.h5 > build/targets.txt
	build/$(PRESET)/wayout run scenarios/kalbajar-2020.yaml --variant extended -n 200 --quiet -o build/ranges.h5 > build/targets.txt
	/usr/bin/python3 docs/kalbajar_targets.py build/central.h5 build/ranges.h5 > docs/kalbajar-targets.md

test: setup-test
	cmake --preset $(PRESET)
	cmake --build --preset $(PRESET)
	ctest --preset $(PRESET) --no-tests=error

lint: setup-test
	tests/lint/run.sh

sanitize: setup-test
	cmake --preset asan
	cmake --build --preset asan
	ctest --test-dir build/asan --output-on-failure --no-tests=error -L memory -j 2

fuzz: setup-test
	tests/fuzz/run.sh 60

bench: setup-test build
	@cmake --build --preset $(PRESET) --target bench_tree bench_replication bench_growth bench_ensemble bench_results
	/usr/bin/python3 bench/report.py build/$(PRESET)

bench-docs: setup-test build
	@cmake --build --preset $(PRESET) --target bench_tree bench_replication bench_growth bench_ensemble bench_results
	/usr/bin/python3 bench/report.py build/$(PRESET) --write

peers: setup-peers build
	/usr/bin/python3 tests/peers/compare.py build/$(PRESET)/wayout

clean:
	rm -rf build
