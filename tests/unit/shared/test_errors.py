"""Errors carry a stable code that selects the sentence a person reads."""

import inspect

import pytest

from shared import errors
from shared.errors import AlongsideError, ProtocolError, SignalingError

_CLASSES = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, AlongsideError)]


def test_errors_every_class_has_a_code_of_its_own():
    assert len(_CLASSES) >= 6
    assert len({kind.code for kind in _CLASSES}) == len(_CLASSES)


@pytest.mark.parametrize("kind", _CLASSES)
def test_errors_without_a_finer_code_gives_the_code_of_its_class(kind: type[AlongsideError]):
    assert kind().reason == kind.code
    assert str(kind()) == kind.code


def test_errors_finer_code_and_fields_are_in_reason_and_text():
    error = ProtocolError("message_too_large", size_bytes=20_481, limit_bytes=20_480)
    assert error.reason == "message_too_large"
    assert error.fields == {"size_bytes": 20_481, "limit_bytes": 20_480}
    assert str(error) == "message_too_large (size_bytes=20481, limit_bytes=20480)"


def test_errors_finer_code_leaves_the_class_and_its_other_instances_alone():
    first = SignalingError("server_busy")
    assert (SignalingError.code, SignalingError().reason, first.reason) == (
        "server_unreachable",
        "server_unreachable",
        "server_busy",
    )
