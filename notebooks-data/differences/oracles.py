#!/usr/bin/env python3
"""The numbers in oracles.json: estimators of difference-in-differences on panels that formulas make.

    python3 oracles.py        # needs numpy, pandas, pyfixest 0.60, polars, py-did-multiplegt-dyn 0.1.9

Regressions by pyfixest with its absorption at 1e-13; imputation and two-stage by dense algebra from their papers' formulas (pyfixest's did2s
and diff-diff's ImputationDiD give the same to their tolerances); switching treatments by did_multiplegt_dyn.
Tests/CausalTests/Designs/StaggeredFixture.swift makes the same panels.
"""
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyfixest as pf

warnings.filterwarnings("ignore")
HERE = Path(__file__).resolve().parent


def staggered(gaps):
    rows = []
    for i in range(60):
        c = i % 5
        g = {0: 0, 1: 4, 2: 5, 3: 7, 4: 0}[c]
        for t in range(1, 9):
            if gaps and (i * 5 + t * 3) % 17 == 0:
                continue
            e = ((i * 37 + t * 101 + (i * t) * 17) % 97) / 97 - 0.5
            x = ((i * 29 + t * 53) % 31) / 15.0 - 1
            effect = 0.5 + 0.2 * (t - g) + 0.1 * (g == 5) + 0.1 * ((i * 3) % 4) if g and t >= g else 0.0
            y = 0.3 * c + 0.1 * i / 60 + 0.2 * t + 0.05 * t * t / 4 + effect + 0.4 * x + e
            rows.append((i + 1, t, g, int(bool(g and t >= g)), i // 6 + 1, 1 + ((i * 7) % 5) / 4, x, ((i * 13) % 11) / 5 - 1, y))
    return pd.DataFrame(rows, columns="id t g d cl w x z y".split())


def hard():
    """Gaps; a cohort first treated one period after the data; units without an untreated row; a period of treated rows alone."""
    d = staggered(True)
    i = d.id - 1
    d.loc[i % 10 == 4, "g"] = 9
    late = ((i % 15 == 1) & (d.t < 3)) | ((i % 15 == 7) & (d.t < 4))
    return d[~late & ~((d.t == 4) & ~d.g.isin([4, 5]))].reset_index(drop=True)


def switching():
    rows = []
    for i in range(40):
        c = i % 5
        for t in range(1, 8):
            d = [0, int(t >= 3), int(4 <= t <= 5), 1, int(t < 5)][c]
            e = ((i * 37 + t * 101 + (i * t) * 17) % 97) / 97 - 0.5
            y = 0.2 * c + 0.1 * t * (1 + (c == 3 or c == 4) * 0.5) + d * (0.7 + 0.05 * t) + e
            rows.append((i + 1, t, d, i // 4 + 1, y))
    return pd.DataFrame(rows, columns="id t d cl y".split())


def feols(formula, data, cluster, weights):
    fit = pf.feols(formula, data, vcov={"CRV1": cluster}, weights=weights, fixef_rm="none", fixef_tol=1e-13, fixef_maxiter=100000)
    table = fit.tidy()
    return {name: [float(row["Estimate"]), float(row["Std. Error"])] for name, row in table.iterrows()}


def dense(d, w, x, cl, anticipation=0, leave_out=False):
    """Imputation and two-stage: estimates and errors by event time, and of all effects."""
    d = d.sort_values(["id", "t"]).reset_index(drop=True)
    weights = d[w].values if w else np.ones(len(d))
    y, rel = d.y.values, np.where(d.g > 0, d.t - d.g, -999)
    # First treated more than the anticipation after the last period is never treated within the data.
    rel[d.g > d.t.max() + anticipation] = -999
    free = (rel == -999) | (rel < -anticipation)
    z = np.hstack([pd.get_dummies(d.id).values.astype(float), pd.get_dummies(d.t).values.astype(float)] + ([d[["x"]].values] if x else []))
    inverse = np.linalg.pinv(z[free].T @ (z[free] * weights[free][:, None]), rcond=1e-12)
    gap = y - z @ (inverse @ z[free].T @ (weights[free] * y[free]))
    clusters = pd.get_dummies(d[cl]).values.astype(float)
    # Rows whose unit and period the untreated rows tell: those in the span of theirs.
    values, vectors = np.linalg.eigh(z[free].T @ z[free])
    span = vectors[:, values > 1e-9 * values[-1]]
    known = free | (np.abs(z - z @ span @ span.T).max(axis=1) < 1e-7)

    def means(masks, names, centred):
        estimates, sums = [], []
        for mask in masks:
            b = weights * mask
            theta = (b * gap).sum() / b.sum()
            u = np.where(mask, gap - theta, 0.0)
            if centred:
                for rows in d[mask].groupby(["g", "t"]).groups.values():
                    rows = np.array(rows)
                    squares = weights[rows] ** 2
                    u[rows] = gap[rows] - (squares * gap[rows]).sum() / squares.sum()
                    if leave_out:
                        u[rows] *= squares.sum() / (squares.sum() - squares)
            psi = b * u
            psi[free] -= weights[free] * (z[free] @ (inverse @ (z.T @ b))) * gap[free]
            estimates.append(theta)
            sums.append(clusters.T @ psi / b.sum())
        return {str(n): [float(e), float(np.sqrt(s @ s))] for n, e, s in zip(names, estimates, sums)}

    treated = ~free & known
    after = sorted(set(rel[treated]))
    others = sorted(k for k in set(rel[known]) if k not in (-999, -1 - anticipation))
    out = {
        "imputation": means([treated & (rel == h) for h in after] + [treated & (rel >= 0)], after + ["all"], True),
        "two_stage": means([known & (rel == k) for k in others] + [treated & (rel >= 0)], others + ["all"], False),
    }
    under = treated & (rel >= 0)
    for name, column in (("group", d.g), ("calendar", d.t)):
        keys = sorted(set(column[under]))
        for estimator, centred in (("imputation", True), ("two_stage", False)):
            out[f"{estimator},{name}"] = means([under & (column == k) for k in keys], [int(k) for k in keys], centred)
    return out


def anticipated():
    out = {}
    for anticipation in (0, 1, 2):
        for w, x, cl in ((None, False, "id"), ("w", True, "cl")):
            for estimator, numbers in dense(hard(), w, x, cl, anticipation).items():
                out[f"{estimator},hard{anticipation},{w or 'none'},{cl}"] = numbers
    return out


def projections(d, reweighted):
    """Local projections: pyfixest's lpdid takes the row before for the period before, which gaps make another; so by hand."""
    out = {}
    values = d.set_index(["id", "t"]).y
    for h in (-3, -2, 0, 1, 2, 3):
        rows = []
        for r in d.itertuples():
            start = r.g or 99
            if not (start == r.t or start > max(r.t, r.t + h)):
                continue
            if (r.id, r.t - 1) in values.index and (r.id, r.t + h) in values.index:
                rows.append((r.id, r.t, float(start == r.t), values[r.id, r.t + h] - values[r.id, r.t - 1]))
            # A base needs no row of the period itself.
        have = {(a, b) for a, b, _, _ in rows}
        for i, own in d.groupby("id"):
            start = own.g.iloc[0] or 99
            for t in range(2, 9):
                if (i, t) in have or not (start == t or start > max(t, t + h)):
                    continue
                if (i, t - 1) in values.index and (i, t + h) in values.index:
                    rows.append((i, t, float(start == t), values[i, t + h] - values[i, t - 1]))
        s = pd.DataFrame(rows, columns=["id", "t", "new", "change"])
        s["w"] = 1.0
        if reweighted:
            n1 = s.groupby("t").new.transform("sum")
            n0 = s.groupby("t").new.transform("size") - n1
            s = s[(n1 > 0) & (n0 > 0)].copy()
            s["w"] = ((n1 + n0) / n0)[s.index]
        fit = pf.feols("change ~ new | t", s, vcov={"CRV1": "id"}, weights="w", fixef_rm="none", fixef_tol=1e-13)
        row = fit.tidy().loc["new"]
        out[str(h)] = [float(row["Estimate"]), float(row["Std. Error"])]
    return out


def main():
    out = {}
    for name, gaps in (("balanced", False), ("gaps", True)):
        d = staggered(gaps)
        d["rel"] = np.where(d.g > 0, d.t - d.g, -1)
        cells = {}
        for g in (4, 5, 7):
            for l in range(-6, 5):
                mask = (d.g == g) & (d.t - d.g == l)
                if mask.any() and l != -1:
                    cells[f"c{g}_{l}".replace("-", "m")] = mask.astype(float)
        d = d.assign(**cells)
        stacks = []
        for g in (4, 5, 7):
            s = d[(d.t >= g - 2) & (d.t <= g + 2) & ((d.g == g) | (d.g == 0) | (d.g > g + 2))].copy()
            s["rl"] = np.where(s.g == g, s.t - g, -1)
            s["us"] = s.id.astype(str) + "_" + str(g)
            s["ts"] = s.t.astype(str) + "_" + str(g)
            stacks.append(s)
        stacks = pd.concat(stacks)
        for w in (None, "w"):
            for cl in ("id", "cl"):
                key = f"{name},{w or 'none'},{cl}"
                out[f"twfe,{key}"] = feols("y ~ d + x | id + t", d, cl, w)
                out[f"event_study,{key}"] = feols("y ~ i(rel, ref=-1) + x | id + t", d, cl, w)
                out[f"sun_abraham,{key}"] = feols(f"y ~ {' + '.join(cells)} | id + t", d, cl, w)
                later = [c for c in cells if "_m" not in c]
                out[f"etwfe,{key}"] = feols(f"y ~ {' + '.join(later)} | id + t", d, cl, w)
                out[f"stacked,{key}"] = feols("y ~ i(rl, ref=-1) | us + ts", stacks, cl, w)
                for x in (False, True):
                    for estimator, numbers in dense(d, w, x, cl).items():
                        if "," not in estimator:
                            out[f"{estimator},{key},{'x' if x else 'plain'}"] = numbers
        for reweighted in (False, True):
            out[f"local_projections,{name}{',reweighted' if reweighted else ''}"] = projections(d, reweighted)
    balanced = staggered(False)
    out["imputation,leave_out"] = dense(balanced, None, False, "id", leave_out=True)["imputation"]
    out["imputation,anticipation"] = dense(balanced, None, True, "id", anticipation=1)["imputation"]
    out["two_stage,anticipation"] = dense(balanced, None, True, "id", anticipation=1)["two_stage"]
    out.update(anticipated())
    # A covariate of the units, with slopes by period and by cell: Wooldridge's regression written out.
    d = balanced.copy()
    d["dz"] = d.z - d.groupby("g").z.transform("mean")
    terms = []
    for g in (4, 5, 7):
        for t in range(g, 9):
            d[f"c{g}_{t - g}"] = ((d.g == g) & (d.t == t)).astype(float)
            d[f"z{g}_{t - g}"] = d[f"c{g}_{t - g}"] * d.dz
            terms += [f"c{g}_{t - g}", f"z{g}_{t - g}"]
    for t in range(2, 9):
        d[f"zt{t}"] = (d.t == t) * d.z
        terms.append(f"zt{t}")
    out["etwfe,covariate"] = feols(f"y ~ {' + '.join(terms)} | id + t", d, "id", None)

    import did_multiplegt_dyn

    count = pl.count
    pl.count = lambda *names: count(*names) if names else pl.len()  # the package predates this change of polars
    for cl in (None, "cl"):
        run = did_multiplegt_dyn.DidMultiplegtDyn(
            df=pl.from_pandas(switching()), outcome="y", group="id", time="t", treatment="d", effects=4, placebo=2,
            **({"cluster": cl} if cl else {}))
        run.fit()
        table = run.result["mat_res_XX"] if cl is None else run.result["mat_res_XX"]
        names = ["0", "1", "2", "3", "all", "-2", "-3"]
        glob = run.result["dict_glob"]
        errors = [glob[f"se_{l}_XX"] for l in (1, 2, 3, 4)] + [glob["se_avg_total_effect"], glob["se_placebo_1_XX"], glob["se_placebo_2_XX"]]
        values = [glob[f"DID_{l}_XX"] for l in (1, 2, 3, 4)] + [glob["Av_tot_effect"], glob["DID_placebo_1_XX"], glob["DID_placebo_2_XX"]]
        out[f"switching,{cl or 'id'}"] = {n: [float(v), float(e)] for n, v, e in zip(names, values, errors)}
    (HERE / "oracles.json").write_text(json.dumps(out, indent=1) + "\n")
    print(len(out), "sets of numbers", file=sys.stderr)


if __name__ == "__main__":
    main()
