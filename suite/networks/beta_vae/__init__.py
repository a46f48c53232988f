"""The beta-VAE: model, training, pruning, and how disentangled its code is."""
