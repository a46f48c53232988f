"""The paper of each method, and the extra that it needs: what ``suite algorithms`` shows beside the names."""

from __future__ import annotations

from typing import Final

from suite.algorithms import registry

PAPERS: Final[dict[str, str]] = {
    "random_search": "-",
    "regularized_evolution": "Real et al., AAAI 2019",
    "reinforce": "Williams, Machine Learning 1992; as in NAS-Bench-201",
    "bohb": "Falkner et al., ICML 2018; as in NAS-Bench-201",
    "local_search": "White et al., UAI 2021",
    "nsga2": "Deb et al., IEEE TEC 2002",
    "hw_evrsnas": "HW-EvRSNAS, WACV 2024",
    "mo_hdnas": "MO-HDNAS, CVPRW 2024",
    "evnas": "EvNAS, GECCO 2021",
    "cmanas": "CMANAS, Evolutionary Computation 2024",
    "pevonas": "pEvoNAS, GECCO 2022",
    "nevonas": "NEvoNAS, GECCO 2022",
    "mnasnet": "MnasNet, CVPR 2019",
    "netadapt": "NetAdapt, ECCV 2018",
    "mobilenetv3": "MobileNetV3, ICCV 2019",
    "linas": "LINAS, arXiv 2205.10358",
    "linas_exhaustive": "LINAS, arXiv 2205.10358 (an ablation)",
    "weaknas": "WeakNAS, NeurIPS 2021 (in its style)",
    "rmi_nas": "RMI-NAS, CVPR 2022",
    "fbnet_dnas": "FBNet, CVPR 2019",
    "pymoo_nsga2": "Deb et al., IEEE TEC 2002",
    "pymoo_age_moea": "Panichella, GECCO 2019",
    "pymoo_moead": "Zhang and Li, IEEE TEC 2007",
    "pymoo_spea2": "Zitzler et al., TIK report 103, 2001",
    "pymoo_sms_emoa": "Beume et al., EJOR 2007",
    "pymoo_nsga3": "Deb and Jain, IEEE TEC 2014",
    "pymoo_rvea": "Cheng et al., IEEE TEC 2016",
    "ibea": "Zitzler and Kuenzli, PPSN 2004",
    "mo_regularized_evolution": "Real et al., AAAI 2019, with Pareto ranks",
    "pareto_local_search": "Paquete et al., 2004",
    "mo_asha": "Schmucker et al., arXiv 2106.12639",
    "freerea": "FreeREA, WACV 2023",
    "etf_moenas": "E-TF-MOENAS, Information Sciences 2023",
    "parego": "Knowles, IEEE TEC 2006",
    "ehvi": "Emmerich et al., IEEE TEC 2006",
    "motpe": "Ozaki et al., JAIR 2022",
    "rsbo": "Paria et al., UAI 2019",
    "lsbo": "Salinas et al., AutoML-Conf 2022",
    "bananas": "White et al., AAAI 2021",
    "mo_bananas": "Guerrero-Viu et al., arXiv 2105.01015",
}
"""Method of this package -> its source, short; docs/algorithms has a page on each."""

EXTRAS: Final[dict[str, tuple[str, str]]] = {
    "pymoo_age_moea": ("age-moea", "numba"),
    "motpe": ("optuna", "optuna"),
}
"""Method -> extra of this package, and the package that it brings."""


def objectives_text(name: str) -> str:
    """Return how many objectives a method takes: "1", "1 to 3", "2 or more".

    Raises:
        UnknownNameError: for an unknown algorithm.
    """
    low, high = registry.get(name).n_objectives
    if high is None:
        return f"{low} or more"
    return str(low) if low == high else f"{low} to {high}"
