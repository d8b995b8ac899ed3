import pytest

from shared.cli.exit_code import ExitCode
from signaling.cli.command_error import CommandError
from signaling.cli.origin_option import require_origin


def test_require_origin_takes_what_programs_can_dial():
    for text in (
        "https://help.example",
        "https://help.example:8443/",
        "http://127.0.0.1:8765",
        "https://[2001:db8::1]",
    ):
        require_origin(text)


@pytest.mark.parametrize(
    "text",
    ["", "help.example", "http://help.example", "wss://help.example", "https://a@b", "https://a/b", "https://a?b"],
)
def test_require_origin_refuses_the_rest(text: str):
    with pytest.raises(CommandError) as refused:
        require_origin(text)
    assert refused.value.status is ExitCode.USAGE
