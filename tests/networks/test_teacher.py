"""RMI-NAS's reference model: read from the pinned file alone, and into the right places."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")
pytest.importorskip("safetensors", reason="needs the torch extra")

from suite.errors import ConfigurationError, DataError  # noqa: E402
from suite.networks.rmi.references import OWN, TEACHER, find_reference, load_reference, normalisation_of  # noqa: E402
from suite.networks.rmi.resnet import ResNet20, seeded  # noqa: E402
from suite.networks.rmi.teacher import load_teacher, load_tensors, teacher_path  # noqa: E402
from suite.networks.weights import REFERENCE  # noqa: E402
from suite.tables.upstream.fetch import fetch  # noqa: E402


def their_name(ours: str) -> str:
    name = ours.replace("stem.0", "conv1").replace("stem.1", "bn1").replace("classifier", "linear")
    for stage in range(3):
        name = name.replace(f"stages.{stage}.", f"layer{stage + 1}.")
    return f"module.{name}"


def written(value: object) -> bytes:
    content = io.BytesIO()
    torch.save(value, content)
    return content.getvalue()


def test_every_parameter_finds_its_place() -> None:
    model, wanted = seeded(1, ResNet20), seeded(2, ResNet20).state_dict()
    theirs = {their_name(name): value for name, value in wanted.items() if "num_batches" not in name}
    load_tensors(written({"best_prec1": 91.7, "state_dict": theirs}), model, "here")
    for name, value in model.state_dict().items():
        torch.testing.assert_close(value, wanted[name])


def test_other_content_is_refused_in_one_line() -> None:
    other = {their_name(name): value for name, value in seeded(0, ResNet20, 10, 1).state_dict().items()}
    for content in (b"", b"text", written([1]), written({"state_dict": {"module.fc.bias": torch.zeros(1)}}),
                    written({"state_dict": other}), written({"state_dict": Path("x")})):  # fmt: skip
        with pytest.raises(DataError, match="here holds no weights of a ResNet20: fetch it again") as caught:
            load_tensors(content, ResNet20(), "here")
        assert "\n" not in str(caught.value)


def test_without_the_file_the_own_model_is_taken_unless_it_is_asked_for() -> None:
    assert find_reference(None, "cifar10") == find_reference("own", "cifar10") == (OWN, REFERENCE)
    assert find_reference("some.safetensors", "cifar100") == (OWN, Path("some.safetensors"))
    whose, path = find_reference("teacher", "cifar10")
    with pytest.raises(DataError, match="suite data fetch --group teacher"):
        load_reference(whose, path, ResNet20())
    path.parent.mkdir(parents=True)
    path.write_bytes(b"another file")
    assert find_reference(None, "cifar10") == (TEACHER, path)
    with pytest.raises(DataError, match="truncated or altered"):
        load_teacher(path, ResNet20())
    with pytest.raises(ConfigurationError, match="give --reference FILE"):
        find_reference(None, "cifar100")
    assert (normalisation_of(TEACHER), normalisation_of(OWN)) == ("imagenet", "cifar")


@pytest.mark.real_tables
def test_the_pinned_file_is_a_resnet20(mirror: Path, tmp_path: Path) -> None:
    fetch(tmp_path, mirror=mirror, group="teacher", progress=False)
    path = teacher_path(tmp_path)
    model = ResNet20()
    facts, identity = load_teacher(path, model)
    assert (facts["network"], identity[:8]) == ("resnet20", "12fca82f")
    assert all(torch.isfinite(value).all() for value in model.state_dict().values())
    assert int(model.state_dict()["stem.1.num_batches_tracked"]) == 0
