"""Captions, notes and reasons."""

from __future__ import annotations

# -- reasons -----------------------------------------------------------------------------------------------------------
TRIAL = "the fitness is the mean of the trials, not one drawn trial"
EDGE = "every edge is as likely to mutate here, where the public script draws a node first"
COLLAPSE = "at this rate the policy settles after some 20 cells and the rest of the budget goes into repeats"
RATE = "which rate of the authors' sweep the printed row used is not known"
NOVELTY = "how the published row picked its cell is unknown; here: best fitness among the most novel of the end"
EDITION = "the print is of another edition of the benchmark: no cell of these tables has the printed values"
DECODING = "decoding acts on a supernet's weights, which no table or stand-in has"

# -- the comparison ----------------------------------------------------------------------------------------------------
COMPARISON = "NAS-Bench-201: every published row and ours, by fitness, data set and split."
OVERVIEW = (
    "NAS-Bench-201: every published row and every row of ours at a glance; accuracy in per cent, mean ± standard "
    "deviation over runs."
)
OVERVIEW_NOTE = (
    "C10: CIFAR-10; C100: CIFAR-100; IN16: ImageNet16-120. Evaluations: mean number of distinct architectures "
    "evaluated on the searched data set (C10 where each is searched). Differences and outcomes are in the "
    "table 'comparison'."
)
NATS = (
    "NAS-Bench-201 baselines with the simulated budgets of NATS-Bench: 20,000 s (CIFAR-10), 40,000 s (CIFAR-100), "
    "120,000 s (ImageNet16-120)."
)
RETURNED_CELLS = "The architecture that each run returned (its index, by seed), from which the tables follow."
LIKE_FOR_LIKE = (
    "The published rows of RS, REA, REINFORCE, BOHB, RSPS, DARTS, GDAS, SETN and ENAS searched on CIFAR-10 only and "
    "report that architecture on all three data sets; the four supernet papers searched on each. Both protocols are "
    "given here where there is a search, and 'searched on' says which."
)
REINFORCE = (
    "REINFORCE: the authors sweep the learning rates 0.01, 0.02, 0.1, 0.2 and 0.5, an example command of their "
    "documentation says 0.5, and the printed row's rate is not known; the primary row is at 0.1, of the sweep the rate "
    "of the highest mean reward on CIFAR-10 ('reinforce-rates')."
)
RATES = "REINFORCE by learning rate, the authors' own sweep: reward, and accuracy beside the printed row."
RATES_NOTE = (
    "500 runs each. Searched on CIFAR-10 and reported on all three data sets is the published protocol; searched on "
    "each, the reward is that data set's. Reward: mean 12-epoch validation accuracy (%) of the returned cell, which is "
    "what the search maximises, with 95 % interval; it alone chose the default."
)
RATES_FIGURE = (
    "REINFORCE by learning rate, the authors' own sweep (searched on CIFAR-10): mean reward, and mean test accuracy of "
    "the returned cell with 95 % interval; band: printed mean ± margin."
)
COST = (
    "Budgets of the baselines: simulated seconds on the data set that is searched; every evaluation costs its 12 "
    "epochs of training (table) and one validation pass, which the tables do not hold and which is estimated as 0.392 "
    "of the training time per image (mean of three official records; the cost of each of them is then off by less "
    "than 1 %)."
)

# -- stand-ins ---------------------------------------------------------------------------------------------------------
PILOTS = (
    "CIFAR-10 test accuracy (%) of the returned cell by fitness and method: a pilot study's numbers, which are not "
    "published, and ours."
)
PILOTS_NOTE = (
    "Pilot: 30 seeds (20 for the best of 500 on simulated supernets), public code's settings. Its true accuracy is "
    "the test accuracy, also of the oracle and under the simulated error; ours is the validation accuracy, because no "
    "fitness here sees test accuracy. The two columns are therefore not quite like for like."
)
STAND_INS = (
    "Fitness stand-ins: Kendall tau to the test accuracy among all cells and among the best by test accuracy, and "
    "test accuracy of the cell that the stand-in ranks first."
)
STAND_INS_NOTE = (
    "Mean over the draws. For description only: no search sees test accuracy. A trained one-shot supernet's published "
    "scores have 0.485, -0.050, -0.191, -0.230 on CIFAR-10, a few-shot one's 0.551, 0.155, 0.005, -0.079 "
    "(experiments/reported/nasbench201_supernet_tau.csv)."
)

# -- single trials -----------------------------------------------------------------------------------------------------
SINGLE_TRIAL = (
    "Searches on one trial of each cell, CIFAR-10: test accuracy of the returned cell beside that of the same search "
    "on the mean of the trials."
)
SINGLE_TRIAL_NOTES = (
    "The published protocols draw one trial of the 12-epoch accuracy; the tables hold single trials after 200 epochs "
    "alone (seeds 777 and 888 of every cell, 999 of half of them), so the sensitivity is shown there. Test accuracy: "
    "mean over trials, reported only.",
    "RS and REA: 110 queries, about what their simulated budget buys. Difference: to the mean on valid@200.",
)

# -- figures -----------------------------------------------------------------------------------------------------------
ANYTIME = (
    "Anytime curves, fitness {fitness}: validation regret of the architecture of best fitness so far, after 200 "
    "epochs; median and 25 to 75 % over the runs."
)
ANYTIME_NOTE = (
    "The incumbent is chosen by the search's own fitness, so a regret may rise. A line begins at five distinct cells "
    "and ends at the median budget that the method's runs spent. Regrets below {lowest} points are drawn at the lower "
    "end. The JSON beside the figure holds the test regret too, which is reported only."
)
SEARCH_COST = (
    "Search cost and test accuracy: published (seconds as printed) and ours (simulated training time); simulated "
    "stand-ins have no cost and are not shown."
)
SEARCH_COST_NOTE = (
    "Published seconds: wall-clock on the authors' machines, of supernet training and search (filled), or of a search "
    "that looked accuracies up, whose training was not done (open). Ours: simulated training time of the distinct "
    "architectures evaluated (tables; no wall-clock), one point for each data set. Accuracies below the axes are "
    "written. Bars: standard deviation over runs. Fitness of ours: {fitness}."
)
MEAN_EVOLUTION = (
    "CMANAS-h12-Ep100, evolution of the mean (fitness {fitness}, seed {seed}): weight of each operation on each edge."
)
MEAN_EVOLUTION_NOTE = (
    "Softmax over the five operations of the mean of the CMA-ES distribution, which starts at zero, i.e. at 0.2 each. "
    "The largest share of an edge is the operation that the method would return there."
)
ANIMATION = "The same runs at every fourth generation, 0 to {last} (fitness {fitness}, seed {seed})."
SHRINKING = (
    "pEvoNAS's shrinking space, one run per data set (seed {seed}; fitness: {fitness}): operations left on each edge "
    "by stage, best cell of the stage, and test accuracy of the cells left."
)
SHRINKING_NOTE = "Right: share of the cells left whose test accuracy is at most the value; it selects nothing."
COVERAGE = (
    "NEvoNAS, coverage of the space by its archive, {dataset}, fitness {fitness}: median and 25 to 75 % over {runs} "
    "runs."
)
COVERAGE_NOTE = (
    "Archive: all distinct cells evaluated so far, of 15,625. A cell is near the archive if a member differs from it "
    "on at most one, or two, of the six edges."
)

# -- the four papers ---------------------------------------------------------------------------------------------------
ON_SUPERNETS = "The same methods on supernets that this project trained: `suite reproduce supernet`."

CMANAS = "CMANAS on NAS-Bench-201: published rows and ours."
CMANAS_NOTE = (
    "CMANAS-h12 searches on 12-epoch accuracies (500 published runs); CMANAS (weight sharing) on a trained supernet, "
    "for which stand-ins are given. Returned: the arg-max of the final mean."
)
EVNAS = "EvNAS on NAS-Bench-201: the published row and ours."
EVNAS_NOTE = (
    "The published search cost is 20249.70 s in EvNAS's own table, 20250 s in pEvoNAS's and 22445 s in NEvoNAS's. "
    "Returned: the best of the last generation; on a fixed fitness the elite makes it the best seen."
)
ABLATIONS = (
    "EvNAS's ablations of its operators on NAS-Bench-201, test accuracy in per cent; the paper gives them in the DARTS "
    "space only."
)
ABLATIONS_NOTE = (
    "Mean ± standard deviation over runs; evaluations: mean number of distinct cells on CIFAR-10 (2,500 queries each). "
    "EvNAS-Mut: mutation only; EvNAS-Cross: crossover only; EvNAS-Rand: random except for the elite. Their meaning is "
    "inferred from the names."
)
DARTS = "EvNAS's ablations as printed: CIFAR-10 test error in per cent of networks found in the DARTS space."
DARTS_NOTE = "Quoted only: networks of the DARTS space are in no table here."
PEVONAS = "pEvoNAS on NAS-Bench-201: published rows and ours."
PEVONAS_NOTE = (
    "Inheritance of weights can only be mimicked: with it, one error is shared by the stages and the quality rises "
    "from stage to stage; without it, every stage has its own error and the quality stays. On all other fitnesses the "
    "stages see the same values. The space is reduced by the single best individual, as the public code runs; 'voting' "
    "rows reduce it by the population's vote, which that code has but never runs; its weights are negative, so that a "
    "vote counts against a set of operations."
)
NEVONAS = "NEvoNAS on NAS-Bench-201: published rows and ours, with both final picks."
NEVONAS_NOTE = (
    "Survivors keep the novelty of their own batch, as in the public code; 'fresh novelty' computes it anew. How the "
    "published ablations picked their architecture is unknown; here it is the best fitness on the final front, so "
    "'only Novelty' uses the fitness for that last pick alone."
)
PICKS = "NEvoNAS: what choosing by test accuracy adds, on the same runs; test accuracy in per cent."
PICKS_NOTE = (
    "NEvoNAS returns a front of fitness and novelty. By default the architecture of best fitness on it stands for the "
    "run; rows named 'public code's pick by test accuracy' show what the public code returns, the one of highest test "
    "accuracy on the front: that is selection on the test set, so those rows are no fair estimate."
)
