#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Instructions that the engine takes must not grow unseen: test_instructions.py PROGRAM SOURCE_DIR [--write].

valgrind counts those inside wo_queue_run (the corridors of bench_queue) and wo_replication_run_alike (a scenario). They
are compared with tests/speed/instructions.txt, lines of `compiler case count`. More than TOLERANCE above the count fails;
so much below asks to write the gain down with --write. Without valgrind, an optimised build or counts of this compiler
the test is skipped. Counts do not hang on the load of the machine, and hardly on its kind."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

TOLERANCE = 0.03
SKIP = 77


def skip(why):
    print("skipped: " + why)
    sys.exit(SKIP)


def compiler(program):
    """What built the program, from its comment section."""
    text = subprocess.run(["readelf", "-p", ".comment", program], capture_output=True, text=True, check=True).stdout
    found = re.findall(r"GCC: \(.*\) (\d+\.\d+)|(clang) version (\d+\.\d+)", text)
    clang = [words[2] for words in found if words[1]]
    if clang:
        return "clang-" + clang[0]
    return "gcc-" + found[0][0] if found else "unknown"


def optimised(program):
    """Whether CMake was told nothing but an optimised build."""
    try:
        with open(os.path.join(os.path.dirname(program), "CMakeCache.txt"), encoding="utf-8") as file:
            cache = dict(re.findall(r"^(\w+):\w+=(.*)$", file.read(), re.M))
    except OSError:
        return False
    return cache.get("CMAKE_BUILD_TYPE") == "Release" and cache.get("WAYOUT_SANITIZE", "OFF") == "OFF"


def count(function, command):
    """Instructions of the command inside a function."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["valgrind", "--tool=callgrind", "--callgrind-out-file=" + folder + "/out",
                 "--toggle-collect=" + function] + [word.replace("@", folder) for word in command]
        told = subprocess.run(words, capture_output=True, text=True, check=True).stderr
    number = int(re.search(r"Collected : (\d+)", told).group(1))
    if number == 0:
        sys.exit("nothing is counted: %s does not call %s" % (command[0], function))
    return number


def cases(program, source):
    bench = os.path.join(os.path.dirname(program), "bench_queue")
    if os.path.exists(bench):
        for name in ("corridor-1", "corridor-2", "thin"):
            yield name, "wo_queue_run", [bench, "--json", "--repeats", "1", "--cars", "400", "--only", name]
    scenario = os.path.join(source, "scenarios", "learn-incidents.yaml")
    yield "learn-incidents", "wo_replication_run_alike", [program, "run", scenario, "-n", "1", "--threads", "1",
                                                          "--quiet", "-o", "@/results.h5"]


def read(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.split() for line in file if line.strip() and not line.startswith("#")]
    return {(words[0], words[1]): int(words[2]) for words in lines}


def write(path, known):
    with open(path, "w", encoding="utf-8") as file:
        file.write("# Instructions by compiler and case; written by test_instructions.py --write.\n")
        for (built_by, name), number in sorted(known.items()):
            file.write("%s %s %d\n" % (built_by, name, number))


def main():
    program, source = os.path.abspath(sys.argv[1]), sys.argv[2]
    path = os.path.join(source, "tests", "speed", "instructions.txt")
    known = read(path) if os.path.exists(path) else {}
    if shutil.which("valgrind") is None:
        skip("valgrind is missing (cmake/setup.sh test installs it)")
    if not optimised(program):
        skip("no optimised build")
    built_by, writes, failed = compiler(program), "--write" in sys.argv, 0
    if not writes and not any(of == built_by for of, _ in known):
        skip("no counts of %s in tests/speed/instructions.txt" % built_by)
    for name, function, command in cases(program, source):
        number, before = count(function, command), known.get((built_by, name))
        known[built_by, name] = number
        change = number / before - 1 if before else 0.0
        print("%-16s %12d instructions, %+.2f %%" % (name, number, 100 * change))
        failed += change > TOLERANCE
        if change < -TOLERANCE:
            print("    a gain: write it down with --write")
    if writes:
        write(path, known)
        return 0
    if failed:
        print("%d cases take over %.0f %% more instructions than before" % (failed, 100 * TOLERANCE))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
