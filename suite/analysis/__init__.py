"""What runs are worth: fronts, indicators, anytime curves, attainment surfaces and statistics, on plain arrays.

Everything here takes arrays of objective values (minimised, NaN = infeasible) and knows nothing of files or searches.
"""
