"""The conventions of scikit-learn, without importing it: parameters by name, ``clone``, tags, score.

``clone``, ``cross_val_score``, ``GridSearchCV`` and pipelines take the estimators as they are. ``X`` are architectures
(indices or codes) of one space, so the checks of ``check_estimator`` that fit arbitrary real numbers do not apply.
"""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from suite.errors import ConfigurationError, did_you_mean


class Conventions:
    """What scikit-learn asks of a regressor besides ``fit`` and ``predict``.

    The seed, which a constructor reads once from ``rng``, belongs to an estimator as its parameters do: a clone has it,
    so that it learns what the original would. ``rng`` itself is no parameter.
    """

    random: ClassVar[bool]
    _seed: int
    _fitted: bool
    _estimator_type: ClassVar[str] = "regressor"  # scikit-learn before 1.6, which has tags

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return parameter -> value; there are no estimators inside, so ``deep`` changes nothing."""
        return {name: getattr(self, name) for name in _parameters(type(self))}

    def set_params(self, **params: Any) -> Self:
        """Change parameters, checked as the constructor checks them; the estimator has to be fitted anew.

        Raises:
            UnknownNameError: for a parameter that there is not.
            ConfigurationError: for a value out of range; nothing is changed then.
        """
        known = _parameters(type(self))
        for name in params:
            if name not in known:
                raise did_you_mean(name, known, f"parameter of {getattr(self, 'name', type(self).__name__)}")
        if params:
            fresh = self._made_with({**self.get_params(), **params})
            self.__dict__.clear()
            self.__dict__.update(fresh.__dict__)
        return self

    def score(self, X: ArrayLike, y: ArrayLike) -> float:
        """Return the coefficient of determination R^2 of the predictions for ``X``, 1 at best."""
        from sklearn.metrics import r2_score

        return float(r2_score(y, self.predict(X)))  # type: ignore[attr-defined]

    def __sklearn_clone__(self) -> Self:
        return self._made_with(self.get_params())

    def __sklearn_is_fitted__(self) -> bool:
        return self._fitted

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import InputTags, RegressorTags, Tags, TargetTags

        return Tags(
            estimator_type="regressor",
            target_tags=TargetTags(required=True, positive_only=True),
            regressor_tags=RegressorTags(),
            input_tags=InputTags(one_d_array=True, two_d_array=True, categorical=True, positive_only=True),
        )

    def __repr__(self) -> str:
        values = {name: getattr(self, name, None) for name in _parameters(type(self))}
        plain = {name: value for name, value in values.items() if isinstance(value, (str, int, float))}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in plain.items())})"

    def _made_with(self, params: dict[str, Any]) -> Self:
        made = type(self)(**params, **({"rng": np.random.default_rng(0)} if self.random else {}))
        made._seed = self._seed
        return made


def not_fitted(name: str) -> ConfigurationError:
    """Return the error of an estimator that has learned nothing: ours, and scikit-learn's ``NotFittedError``."""
    return _not_fitted_error()(f"{name} has learned nothing yet: call fit first")


@cache
def _not_fitted_error() -> type[ConfigurationError]:
    from sklearn.exceptions import NotFittedError

    return type("NotFitted", (ConfigurationError, NotFittedError), {})


def _parameters(kind: type) -> tuple[str, ...]:
    return tuple(name for name in inspect.signature(kind).parameters if name != "rng")
