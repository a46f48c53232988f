"""Readers of the official formats, for people who have the originals on disk. None of them executes what it reads."""
