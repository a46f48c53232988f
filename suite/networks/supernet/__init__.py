"""Supernets: the model, training it, evaluating cells with it, and objectives that a search trains itself."""
