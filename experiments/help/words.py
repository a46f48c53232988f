"""Captions, notes and reasons."""

from __future__ import annotations

INTRODUCTION = (
    "Tables 2, 3 and 4 of HELP (Lee et al., NeurIPS 2021, arXiv 2106.08630) with networks that this project "
    "meta-trained itself on the published devices: printed values, ours as the reference code does it (the primary "
    "rows) and by a sound reading, intervals and outcomes. The networks' rows are read from `experiments/trained/`; "
    "`suite networks meta-train` and `suite networks evaluate-help` make them."
)

MORE, LESS = "ours correlates more", "ours correlates less"
READINGS = {"published": "as the reference code", "sound": "sound reading"}
READING = (
    "Primary are the rows as the reference code, which the printed numbers come from. "
    "10 and 20 measurements: the ten references alone, or with ten random ones; all adapt the network, the references "
    "give embedding and scale, the checkpoint is chosen by the validation devices alone, the prediction is the mean of "
    "ten samples. As the reference code: ten random measurements of the trimmed pool besides the references (so 20; "
    "the paper counts 10), scaled by the target's pool, divergence of the last task, checkpoint by training or "
    "validation devices, last sample alone; this uses latencies of the target beyond those counted. In between, one "
    "quirk at a time."
)
SET = (
    "Spearman's correlation on the middle 80 % by latency of each device's query set (the published code's). Ours: "
    "median over seeds with its 95 % interval; a run is a meta-training with one draw of measurements and samples."
)
DRAWS = "Here the sound readings are means over three draws of measurements and samples (one for the shared rule)."
ONE_RUN = "How many runs a printed number rests on is not stated; it is taken as one run."
NULLS = (
    "Null baselines stand beside the printed numbers of HELP: a ridge regression on how often each operation occurs "
    "and, on NAS-Bench-201, a line through MACs, each fitted to 20 random measurements of the trimmed pool (ten draws)."
)
PRINTED = {
    "fbnet": ("The printed mean of HELP on FBNet, 0.910, is not the mean of its printed cells, which is 0.907.",)
}
OVERVIEW_KINDS = "printed: as published; pilot: the authors' released weights, run in a pilot study."
BRP_NAS_LABEL = "BRP-NAS, 900 measurements, batch 16"
BRP_NAS = "another batch size (16 for 1) and a tenth of the 900 held out for early stopping (100 besides in the paper)"
NOT_TRAINED = (
    "not trained: how the 2,300 further samples were drawn is not stated, and six graph networks on 3,200 measurements "
    "take hours a seed"
)
LAYERS = "sums latencies of layers measured alone, which no public file holds"
COMPARISON = (
    "HELP, {table}: rank correlation of predicted and measured latency on unseen devices, {space}, published and ours."
)
OVERVIEW = (
    "HELP, {table}, all rows: mean over seeds; sd: standard deviation over seeds of the mean over devices, {space}."
)

MACS = "HELP, Table 3, row FLOPS: Spearman's correlation of multiply-accumulates with latency, NAS-Bench-201."
SET_UNKNOWN = "the print's set of architectures, or how it breaks ties, is a little different"
WHY = {
    "eyeriss": (
        "Eyeriss charges average pooling like a 3x3 convolution, which convolution MACs do not see, so this "
        "correlation depends on how pooling is counted"
    ),
    "raspi4": "the published convention of counting and of breaking ties is not known",
    "mean": "see the devices",
}
MACS_NOTES = (
    "MACs of convolutions and classifier. Published query set: the middle 80 % by latency of architectures 900 to "
    "1,899, by the published code; trimming lowers the correlation, and the printed row fits the trimmed set alone. "
    "Average pooling counted: {pooling} M operations each, an alternative count.",
    "{near} of the {all} primary rows lie within {margin} of the print.",
)

LOOK_UP = (
    "HELP, Table 3, row layer-wise predictor, beside look-up tables of 25 whole-network measurements, NAS-Bench-201."
)
LOOK_UP_NOTES = (
    "The published predictor sums latencies of layers measured alone, which no public file holds: not "
    "reproducible from tables. The look-up tables here change one operation at a time in a base network "
    "(25 measurements of the target); they are a different thing, shown for orientation.",
    "Spearman's correlation on the trimmed query set of each device.",
)

SEARCH = {
    "accuracy": (
        "HELP, Table 4: CIFAR-100 accuracy (%) of the cell found under a latency limit, MetaD2A's 500 candidates with "
        "HELP's predictions."
    ),
    "latency_ms": "HELP, Table 4: true latency (ms) of the cell found under a latency limit, the same searches.",
}
SEARCH_NOTES = {
    "accuracy": (
        "Accuracy as MetaD2A's list states it. The first three candidates predicted within the limit are taken and the "
        "most accurate of them is the answer; the list is ranked by MetaD2A, and the accuracy that decides among the "
        "three is the list's, as published. best possible: of the list's cells that truly keep the limit. The list's "
        "accuracies are test accuracies: deciding among three by them is the published protocol; first of the list: "
        "the first candidate predicted within the limit, for which no test accuracy selects anything."
    ),
    "latency_ms": (
        "True latencies of the cells found; printed ones may exceed their limit, too (limit kept: ours). Phones were "
        "read to whole milliseconds."
    ),
}
SEARCH_RUNS = (
    "Ours: one search per meta-training, with one draw of measurements and samples. Null baseline: the same search "
    "with latencies predicted by a line through MACs, fitted to 20 random measurements (ten draws)."
)
ABOVE, BELOW = "ours is larger", "ours is smaller"

TRIALS = (
    "HELP, Table 4: the accuracies of the primary rows if the tables held one training of each cell, trial by trial "
    "(CIFAR-100, %)."
)
TRIALS_NOTES = (
    "MetaD2A's list states means over the trials of its edition of NAS-Bench-201: {same} % of its cells agree with the "
    "mean of these tables within 0.01 points, the others, mostly with two trials, differ by up to {most:.2f}. By "
    "trial: the list's accuracy of the cell found, moved by how far the trial lies from the mean of the cell's trials "
    "on both held-out halves together (the tables have single trials of both halves alone). Cells without trial 999 "
    "are left out there: n is smaller, or the row is missing.",
    "Standard deviation of a trial around its cell's mean, over the list's cells: {spread:.2f} points. Reported alone: "
    "no search sees these numbers.",
)

BY_DEVICE = "Rank correlation of predicted and measured latency on devices unseen in meta-training."
BY_DEVICE_NOTE = "Marker: median over seeds; bar: smallest to largest seed. Trimmed query sets."
CURVES = "Meta-training: mean rank correlation of the four validation devices, which choose the checkpoint."
CURVES_NOTE = (
    "Line: median over seeds; band: smallest to largest seed. Values below 0.5 are cut off. All as the reference code."
)
PREDICTED = "HELP with ten measurements of an unseen device: predicted against measured latency, NAS-Bench-201."
