"""Studies: runs over algorithm x device x dataset x seed, their records on disk, worker pools and resumption."""
