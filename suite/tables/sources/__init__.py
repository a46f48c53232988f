"""Readers of the compact upstream files that ``suite data fetch`` gets; each takes bytes and returns columns."""
