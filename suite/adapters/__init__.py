"""Problems and methods of this package for Optuna (extra: optuna); pymoo's problem is in :mod:`suite.pymoo_adapter`.

``suite.adapters.optuna_problem`` has the objective, ``suite.adapters.optuna_sampler`` the sampler. Nothing else in the
package imports them.
"""
