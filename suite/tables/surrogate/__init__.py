"""The embedded surrogate: features, network, and the columns that it gives."""
