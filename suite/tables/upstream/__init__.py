"""Upstream files: the catalogue of what is pinned, and how it is fetched and checked."""
