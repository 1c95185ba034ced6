#!/usr/bin/env python3
"""The benchmarks of the project. Benchmarks/README.md says what each measures and how to read it."""

import argparse
import sys

import bootstrap
import differences
import effects
import generalised
import large
import measuring
import memory
import micro
import panel
import regression
import scaling
import staggered


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "suite",
        choices=[
            "panel", "micro", "all", "scaling", "large", "regression", "effects", "bootstrap", "staggered",
            "generalised", "differences", "memory",
        ],
        help="all: panel and micro")
    parser.add_argument("--units", type=int, default=4_000_000, help="people in all")
    parser.add_argument("--years", type=int, default=4)
    parser.add_argument("--rows", type=int, default=2_000_000, help="rows of each year")
    parser.add_argument("--runs", type=int, default=5, help="rounds that count")
    parser.add_argument("--largest", type=int, default=16_000_000, help="rows of the largest panel of scaling and large")
    parser.add_argument("--design-rows", type=int, help="rows of the designs of effects (default: five million and one million)")
    parser.add_argument(
        "--patience", type=float, default=600, help="seconds to wait in all for other processes to be quiet")
    arguments = parser.parse_args()
    measuring.patience = arguments.patience
    measuring.say(f"load: {measuring.machine()['load']:.2f}")
    size = (arguments.units, arguments.years, arguments.rows, arguments.runs)
    status = 0
    if arguments.suite == "scaling":
        status = scaling.run(arguments.largest, arguments.runs)
    if arguments.suite == "large":
        status = large.run(arguments.largest)
    if arguments.suite == "regression":
        status = regression.run(arguments.runs)
    if arguments.suite == "effects":
        status = effects.run(arguments.runs, arguments.design_rows)
    if arguments.suite == "bootstrap":
        status = bootstrap.run(arguments.runs)
    if arguments.suite == "staggered":
        status = staggered.run(arguments.runs)
    if arguments.suite == "differences":
        status = differences.run(arguments.runs)
    if arguments.suite == "memory":
        status = memory.run()
    if arguments.suite == "generalised":
        status = generalised.run(arguments.runs)
    if arguments.suite in ("panel", "all"):
        status = panel.run(*size)
    if arguments.suite in ("micro", "all"):
        status = max(status, micro.run(*size))
    return status


if __name__ == "__main__":
    sys.exit(main())
