"""Captions and notes; ``{mark}`` says where protocols are reduced."""

from __future__ import annotations

SHOWN = "Of supernets trained and evaluated alike the one of the most epochs is shown; the tables hold all."
"""Of figures."""

# -- searches ----------------------------------------------------------------------------------------------------------
FROZEN = (
    "The supernet is trained once and frozen, so that its scores are a table; EvNAS and NEvoNAS train theirs on the "
    "population while they search, and pEvoNAS has one per stage. Here every stage of pEvoNAS sees the same scores."
)
COMPARISON = (
    "EvNAS, CMANAS, pEvoNAS and NEvoNAS on trained supernets' scores: published rows and ours{mark}."
)  # fmt: skip
COMPARISON_NOTES = (
    "Several cells may share the best score (table 'ranked-first'); which of them a run returns is left to the order "
    "in which its method meets equals.",
    "EvNAS and CMANAS evaluate with running statistics of batch norm, pEvoNAS and NEvoNAS with those of the batch (in "
    "the name: batchstats), all by softmax. Each paper's primary rows are on the supernet that is evaluated so and was "
    "trained longest; rows on other tables show what that changes.",
    "pEvoNAS without inheritance needs a supernet per stage and is not given. Rows named for the test set select by "
    "it, as the public code of NEvoNAS does.",
)
BY_FITNESS = "Test accuracy (%) of the returned cells by fitness and method, ablations included{mark}."
BY_FITNESS_NOTES = (
    "Published: on the papers' own trained supernets. The ablations of EvNAS are published for another space only. A "
    "simulated fitness is another table in every run, a trained supernet's is one table in all.",
    "A mean far below the median: some runs returned a cell that cannot be trained (10 % test accuracy).",
)
SIMULATION = (
    "Do simulated supernets lead searches to cells as good as a trained one does? Test accuracy (%) of the returned "
    "cells{mark}."
)
SIMULATIONS = (
    "The same over all methods: how far test accuracies found on simulated supernets lie from those found on trained "
    "ones{mark}."
)
SIMULATION_NOTE = (
    "Medians over the runs, and the range of nine tenths of the simulated runs. Within: the median on the trained "
    "supernet lies in that range. Each simulated run draws a table of its own; the trained supernet is one such table. "
    "A simulated fitness has no ties, that of a trained supernet has many."
)
RETURNED_CELLS = "The architecture that each run returned (its index, by seed)."
SEARCHES = (
    "Test accuracy of the cells that each method returns, by fitness: trained supernet, simulated ones, validation "
    "accuracy itself{mark}."
)
SEARCHES_NOTE = (
    "Median and quartiles over runs (published: mean); a simulated supernet is drawn anew in every run. Bars that "
    "leave the frame on the left go on to cells that cannot be trained."
)

# -- what scores are worth ---------------------------------------------------------------------------------------------
TEST = "True accuracy: after 200 epochs, mean over trials. Test accuracy is described only: no search sees it."
CORRELATION = (
    "Kendall's tau of trained supernets' scores and the true accuracy, among all cells and among the best by that "
    "accuracy{mark}."
)
CORRELATION_NOTE = (
    "Tau-b, in which pairs with equal scores do not count; 'ties at random': the expected tau over all cells when "
    "equals are ranked at random."
)
AGREEMENT = (
    "Kendall's tau of two trained supernets' scores, among all cells and among the best by true accuracy{mark}."
)  # fmt: skip
AGREEMENT_NOTE = "Tau-b. The best: by the validation accuracy after 200 epochs on the data set of the first of the two."
PUBLISHED = "Kendall's tau to the test accuracy, CIFAR-10: of published scores of all cells and of ours{mark}."
PUBLISHED_NOTE = (
    "Of published scores: the authors of few-shot-NAS publish the scores, not their tau, which a pilot study computed. "
    "Their one-shot supernet was trained for 600 "
    "epochs on all training images and scored on test images."
)
PUBLISHED_INTERVAL = (
    "Interval: 95 %, from resampled cells. It tells nothing of another training, and one supernet of ours against one "
    "of theirs is not judged."
)
FIRST = "How coarse trained supernets' scores are, and what the cells that they rank first are worth{mark}."
FIRST_NOTE = (
    "Several cells may share the best score: their number, the first of them by its index, and the mean of their test "
    "accuracies. Largest test accuracies of the space: {best}. Cells better: how many have a higher test accuracy on "
    "the supernet's own data set, mean over those that share the best score."
)
SPREAD = (
    "Spread: standard deviation over the cells. Standard error: of a cell's accuracy on so many images, mean over the "
    "cells (binomial); all cells see the same images, which makes differences less uncertain."
)
SCATTER = (
    "Accuracy of all 15,625 cells with a trained supernet's weights against their own test accuracy after 200 "
    "epochs{mark}; below, the better half."
)
SCATTER_NOTE = (
    "Black: median of up to {groups} groups of all cells by score. Blue: mean and range of those that share the best "
    "score. Test accuracy is described, it selects nothing."
)

# -- operations --------------------------------------------------------------------------------------------------------
OPERATIONS = (
    "Operations among the {top} best cells, per cent of their edges, by test accuracy and by trained supernets' "
    "scores, and how a supernet over-rates them{mark}."
)
OPERATIONS_PUBLISHED = (
    "Each operation has 20 % of the edges of all cells. Published: of the one-shot scores of few-shot-NAS (CIFAR-10), "
    "measured in a pilot study, where two operations were counted."
)
OVER_RATING = (
    "Over-rating: effect of the operation on the supernet's accuracy less that on the true validation accuracy, both "
    "as normal scores, mean over the six edges; positive: rated too high."
)
TIED = "Cells tied at place 100 count in part."
OPERATIONS_FIGURE = (
    "How trained supernets over-rate operations on each edge{mark}: effect on the supernet's accuracy less effect on "
    "the true validation accuracy."
)
OPERATIONS_FIGURE_NOTE = (
    "Effects on normal scores, mean over all cells with the operation on the edge; positive: rated too high."
)

# -- effects -----------------------------------------------------------------------------------------------------------
EFFECTS = (
    "Effect of decoding, batch norm's statistics, images, seed and training on a supernet's scores: other settings "
    "against {table} on the same cells, {dataset}{mark}."
)
EFFECTS_NAMES = (
    "Names: how a batch is mixed in training, n cells per stage, e epochs, i training images, b images in a batch; "
    "batchstats: batch norm uses the statistics of the images evaluated together (pEvoNAS, NEvoNAS) instead of running "
    "ones (EvNAS, CMANAS); hard: the single path instead of the published softmax; seed if not 0. What differs in "
    "evaluation alone is the same trained supernet."
)
EFFECTS_IMAGES = "Images: how many were classified. Mean and spread of the scores over the cells, per cent."
EFFECTS_SAMPLE = (
    "The sample is drawn uniformly from all 15,625 cells, once for all settings ('suite networks score supernet "
    "--sample'); its rows are in experiments/trained/supernet_effects.csv."
)

# -- calibration -------------------------------------------------------------------------------------------------------
CALIBRATION = (
    "The simulated supernet fitted to trained ones' scores, and the suite's presets beside them{mark}."
)  # fmt: skip
CALIBRATION_METHOD = (
    "Criterion: root mean square of the six differences, mean of the simulation's draws less the trained supernet. "
    "Fitted on {fit} draws from a grid by steps along zc, rho, w and additive, judged on {judge} others; each draw is "
    "given the table's own values in its order, so that ties are the same. True accuracy: validation. Error explained: "
    "share of the variance of the score's error (its normal score less the regression on that of the true accuracy) by "
    "effects of operations on edges, and by effects of pairs of them, the former included."
)
PRESETS = "The presets were calibrated on other, published scores. Simulated: no trained supernet."
STATISTICS = (
    "What the simulation was fitted to: statistics of trained supernets and of simulated ones, mean over {judge} "
    "draws{mark}."
)
STATISTICS_NOTE = "sd: standard deviation over draws."
CALIBRATION_FIGURE = (
    "Kendall's tau of trained and of simulated supernets to the true (validation) accuracy, among all cells and among "
    "the best{mark}."
)
CALIBRATION_FIGURE_NOTE = (
    "Simulated: mean over {judge} draws; band: {deviations:g} standard deviations of the fitted one. Published scores "
    "are compared with the test accuracy."
)

# -- searches that train their own supernet ----------------------------------------------------------------------------
LIVE_WHY = "each search trains its own supernet of CIFAR-10, by a reduced protocol"
LIVE_COMPARISON = (
    "EvNAS, CMANAS, NEvoNAS and pEvoNAS, each search on the supernet that it trains itself: published rows and ours "
    "(reduced protocols)."
)
LIVE_SEARCHES = (
    "Searches that train their own supernet, and how their supernets rank the cells that they saw (reduced)."
)
LIVE_NOTE = (
    "EvNAS and NEvoNAS train an epoch on each generation, CMANAS trains before it searches, pEvoNAS before each of its "
    "three stages, with the weights of the stage before or without. Of several returned cells the one of the lowest "
    "error on the fitness images is taken. All search on CIFAR-10; the cell is looked up on the other data sets."
)
LIVE_REDUCED = "Reduced: the tables say of what; one cell a stage instead of five, fewer training and fitness images."
LIVE_TAU = (
    "Kendall's tau-b of the accuracies by the supernet, each when its cell was last asked, and the validation accuracy "
    "after 200 epochs, over the cells that a search saw: where a supernet goes on training they come from different "
    "moments, and late ones are of late generations."
)
