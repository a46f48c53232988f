"""Captions, notes and reasons."""

from __future__ import annotations

INTRODUCTION = (
    "Tables 2, 3 and 4 of HELP (Lee et al., NeurIPS 2021, arXiv 2106.08630) with networks that this project "
    "meta-trained itself on the published devices: printed values, ours by a sound reading and as the reference "
    "code does it, differences and verdicts. The networks' rows are read from `experiments/trained/`; "
    "`suite networks meta-train` and `suite networks evaluate-help` make them."
)

MORE, LESS = "every seed of ours correlates more", "every seed of ours correlates less"
READING = (
    "10 and 20 measurements: the ten references alone, or with ten random ones; all adapt the network, the references "
    "give embedding and scale, the checkpoint is chosen by the validation devices alone, the prediction is the mean of "
    "ten samples. As the reference code: ten random measurements of the trimmed pool besides the references (so 20; "
    "the paper counts 10), scaled by the target's pool, divergence of the last task, checkpoint by training or "
    "validation devices, last sample alone; this uses latencies of the target beyond those counted. In between, one "
    "quirk at a time."
)
SET = (
    "Spearman's correlation on the middle 80 % by latency of each device's query set (the published code's); mean over "
    "three draws of measurements and samples (one for the shared rule); ours: median and range over seeds."
)
PRINTED = {
    "fbnet": ("The printed mean of HELP on FBNet, 0.910, is not the mean of its printed cells, which is 0.907.",)
}
OVERVIEW_KINDS = "printed: as published; pilot: the authors' released weights, run in a pilot study."
BRP_NAS = "another batch size (16 for 1) and a tenth of the 900 held out for early stopping (100 besides in the paper)"
NOT_TRAINED = "one graph network per target device with 3,200 measurements was not trained for this table"
COMPARISON = (
    "HELP, {table}: rank correlation of predicted and measured latency on unseen devices, {space}, published and ours."
)
OVERVIEW = (
    "HELP, {table}, all rows: mean over seeds; sd: standard deviation over seeds of the mean over devices, {space}."
)

MACS = "HELP, Table 3, row FLOPS: Spearman's correlation of multiply-accumulates with latency, NAS-Bench-201."
WHY = {
    "eyeriss": (
        "Eyeriss charges average pooling like a 3x3 convolution, which convolution MACs do not see, so this "
        "correlation depends on how pooling is counted (see the row with pooling)"
    ),
    "raspi4": "the published convention of counting and of breaking ties is not known",
    "mean": "see the devices",
}


MACS_NOTES = (
    "ours: MACs of convolutions and classifier, on the middle 80 % by latency of architectures 900 to 1,899 "
    "(the query set of the published code); untrimmed: all 1,000 of them; all: all 15,625. The published row "
    "matches the trimmed set: trimming lowers the correlation. with pooling: each average pooling counts "
    "{pooling} M operations besides (an alternative count, on the trimmed set).",
    "Verdict: match = within {tolerance} (the target of this suite for this row).",
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

SEARCH = (
    "HELP, Table 4: CIFAR-100 accuracy (%) of the cell found under a latency limit, MetaD2A's 500 candidates with "
    "HELP's predictions."
)
SEARCH_NOTES = (
    "published, ours, min, max, difference: accuracy in per cent as MetaD2A's list states it. The first three "
    "candidates predicted within the limit are taken and the most accurate of them is the answer; the list is "
    "ranked by MetaD2A, and the accuracy that decides among the three is the list's, as published. Latencies "
    "are the true ones of the cell found. best possible: of the list's cells that truly keep the limit. The "
    "list's accuracies are test accuracies: deciding among three by them is the published protocol; first of "
    "the list: the first candidate predicted within the limit, for which no test accuracy selects anything.",
    "Ours: every seed times three draws of measurements and samples (one as the reference code).",
)
ABOVE, BELOW = "every search of ours found a more accurate cell", "every search of ours found a less accurate cell"

BY_DEVICE = "Rank correlation of predicted and measured latency on devices unseen in meta-training."
BY_DEVICE_NOTE = "Marker: median over seeds; bar: smallest to largest seed. Trimmed query sets."
CURVES = "Meta-training: mean rank correlation of the four validation devices, which choose the checkpoint."
CURVES_NOTE = (
    "Line: median over seeds; band: smallest to largest seed. Values below 0.5 are cut off. HELP by the sound "
    "reading, the baselines as the reference code."
)
PREDICTED = "HELP with ten measurements of an unseen device: predicted against measured latency, NAS-Bench-201."
