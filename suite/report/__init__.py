"""Frames to tables and figures fit for print; knows nothing of searches."""
