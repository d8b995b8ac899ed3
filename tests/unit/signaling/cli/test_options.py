from shared.cli.exit_code import ExitCode
from signaling.cli.options import STATUSES
from tests.integration.server.running_server import run_here


def test_every_status_a_command_of_the_server_ends_with_is_named():
    named = {int(line.split()[0]) for line in STATUSES.splitlines() if line.strip()[:1].isdigit()}
    # A server ends in order at a signal, and speaks no protocol of another's that could fail.
    assert {status.value for status in ExitCode} - named == {ExitCode.PROTOCOL, ExitCode.HUNG_UP, ExitCode.TERMINATED}


def test_data_folder_without_a_name_is_refused_and_not_taken_for_the_one_somebody_is_in():
    done = run_here("account", "list", "--data-dir", "")
    assert done.returncode == ExitCode.USAGE
    assert done.stderr.strip() == "--data-dir was given without a folder."
