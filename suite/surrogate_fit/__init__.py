"""Fitting and measuring the embedded surrogate (commands ``suite surrogate fit`` and ``evaluate``)."""
