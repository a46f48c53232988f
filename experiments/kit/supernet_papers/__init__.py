"""CMANAS, EvNAS, pEvoNAS and NEvoNAS on NAS-Bench-201: what the experiments on their tables and on supernets share.

=================  ================================================================================================
module             what it has
=================  ================================================================================================
``stand_ins``      fitnesses that stand in for a trained supernet, and how tables and captions name them
``methods``        :class:`.methods.Method`, a line beside a published row; the four papers' methods and ablations
``outcomes``       what every run returned, one row per run
``comparison``     the table of means over runs beside the published ones, with a verdict
=================  ================================================================================================
"""
