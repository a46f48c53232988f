"""LINAS / ConcurrentNAS (arXiv 2205.10358, 2202.12954): hypervolume against evaluations, and the papers' ablations."""
