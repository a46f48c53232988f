"""Golden values: what runs and their parts gave, with the versions that they gave it under (docs/goldens.md)."""
