# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad usage, missing files, unwritable places: exit codes and what stderr says."""
import os
import subprocess
import sys
import tempfile

PROGRAM, SOURCE = map(os.path.abspath, sys.argv[1:3])
STRAIGHT = os.path.join(SOURCE, "scenarios", "learn-straight.yaml")
failures = []


def run(*arguments, **keywords):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120, **keywords)


def expect(code, words, *arguments, stdout_empty=True):
    done = run(*arguments)
    problems = []
    if done.returncode != code:
        problems.append(f"exit {done.returncode}, want {code}")
    problems += [f"stderr lacks {word!r}" for word in words if word not in done.stderr]
    if stdout_empty and done.stdout:
        problems.append(f"stdout holds {done.stdout[:60]!r}")
    if problems:
        failures.append(f"{' '.join(arguments)}: {'; '.join(problems)}\n    stderr: {done.stderr.strip()}")


def unwritable(*arguments, stdout):
    done = subprocess.run([PROGRAM, *arguments], stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=120)
    if done.returncode != 1 or "could not be written" not in done.stderr:
        failures.append(f"{' '.join(arguments)} on a bad stdout: exit {done.returncode}, {done.stderr!r}")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    with open("bad.yaml", "w", encoding="utf-8") as bad:
        bad.write("wayout: 1\ntitle: Bad\nstart: 2025-06-01T06:00:00Z\nend: 2025-06-02T06:00:00Z\n"
                  "road:\n  exit: Town\n  sections:\n    - {name: a, from: Village, to: Town, lenght: 5 km}\n")

    # bad usage
    expect(2, ["no command"])
    expect(2, ["unknown command 'rnu'", "did you mean 'run'"], "rnu")
    expect(2, ["unknown option '--vresion'", "did you mean '--version'"], "--vresion")
    expect(2, ["no scenario file"], "run")
    expect(2, ["one scenario file only", "'b.yaml'"], "run", "a.yaml", "b.yaml")
    expect(2, ["unknown option '--replicatoins'", "did you mean '--replications'"], "run", "--replicatoins=5", "x")
    expect(2, ["invalid option", "'z'"], "run", "-z", "x")
    expect(2, ["requires an argument"], "run", STRAIGHT, "-n")
    for text in ("x", "0", "-1", "1.5", "", "99999999999999999999999"):
        expect(2, ["--replications", "whole number"], "run", STRAIGHT, "-n", text)
    expect(2, ["--seed"], "run", STRAIGHT, "--seed", "-3")
    expect(2, ["--threads"], "run", STRAIGHT, "--threads", "0")
    expect(2, ["--dt '5'", "unit"], "run", STRAIGHT, "--dt", "5")
    expect(2, ["--dt", "whole number of milliseconds"], "run", STRAIGHT, "--dt", "0.1ms")
    expect(2, ["--dt 60.000 s", "at most 12.500 s"], "run", STRAIGHT, "--dt", "60s")
    expect(2, ["--dt 60.000 s", "at most 12.500 s"], "sweep", STRAIGHT, "--deadline", "+0d", "--dt", "60s")
    expect(2, ["--segment-length", "between 50 m and 5 km"], "run", STRAIGHT, "--segment-length", "10m")
    expect(2, ["no variant 'x'", "'base'"], "run", STRAIGHT, "--variant", "x")
    expect(2, ["no --deadline"], "sweep", STRAIGHT)
    expect(2, ["'+5x'", "column 5"], "sweep", STRAIGHT, "--deadline", "+1d,+5x")
    expect(2, ["--confidence"], "sweep", STRAIGHT, "--deadline", "+1d", "--confidence", "1.5")
    expect(2, ["--what 'serie'", "did you mean 'series'"], "export", "x.h5", "--what", "serie")
    expect(2, ["no argument"], "schema", "x")

    # bad files
    expect(2, ["nofile.yaml", "No such file"], "run", "nofile.yaml")
    expect(2, [folder], "check", folder)
    expect(2, ["bad.yaml:8:", "lenght", "length"], "check", "bad.yaml")
    expect(2, ["bad.yaml:8:", "lenght"], "run", "bad.yaml", "--quiet")
    expect(1, ["nofile.h5"], "export", "nofile.h5")
    expect(1, [STRAIGHT], "export", STRAIGHT)
    if os.path.exists("results.h5") or os.path.exists("results.h5.part"):
        failures.append("a run that did not start left a results file")

    # places that cannot be written
    expect(1, ["/dev/full/x"], "run", STRAIGHT, "-n", "1", "-o", "/dev/full/x")
    expect(1, ["no-such-folder/x.h5"], "run", STRAIGHT, "-n", "1", "-o", "no-such-folder/x.h5")
    expect(1, ["no-such-folder/x.h5"], "sweep", STRAIGHT, "--deadline", "+0d", "-n", "1", "-o", "no-such-folder/x.h5")
    for command in (["--help"], ["schema"], ["run", "--help"], ["check", STRAIGHT], ["run", STRAIGHT, "-n", "2"],
                    ["sweep", STRAIGHT, "-n", "2", "--deadline", "+0d", "--json"]):
        with open("/dev/full", "wb") as full:
            unwritable(*command, stdout=full)
        reading, writing = os.pipe()
        os.close(reading)
        unwritable(*command, stdout=writing)
        os.close(writing)

if failures:
    print("\n".join(failures))
    sys.exit(1)
