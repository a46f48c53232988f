"""Scripts for other packages with one import line changed: their calls, answered from the suite's own tables.

==================================================  ==========================================================
import line of the script                           with the suite
==================================================  ==========================================================
``from nas_201_api import NASBench201API``          ``from suite.compat.nas_201_api import NASBench201API``
``from nats_bench import create``                   ``from suite.compat.nats_bench import create``
``from hw_nas_bench_api import HWNASBenchAPI``      ``from suite.compat.hw_nas_bench_api import HWNASBenchAPI``
==================================================  ==========================================================

What the compact tables lack raises one clear line, :class:`.LackingError`; what is not quite what the original would
say is said once, :class:`.CompatWarning`. ``docs/compat.md`` lists both.
"""

from suite.compat.facts import CompatWarning, LackingError
from suite.compat.hw_nas_bench_api import HWNASBenchAPI
from suite.compat.nas_201_api import NASBench201API
from suite.compat.nats_bench import create

__all__ = ["CompatWarning", "HWNASBenchAPI", "LackingError", "NASBench201API", "create"]
