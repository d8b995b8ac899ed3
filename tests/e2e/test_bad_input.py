"""Wrong codes, absent servers and false certificates, in real windows: one clear sentence each, and a way on.

One desk with both programs serves all tests of codes, in their order; each leaves both where they can begin again.
"""

import datetime as dt
import ipaddress
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from shared.pairing.code import PairingCode, parse_code
from tests.desk.accessibility import AccessibleDesk, Node, Role
from tests.desk.display import VirtualDisplay, stop_process, wait_until
from tests.desk.person import Person
from tests.e2e.story import ALLOW, BIN, EMAIL, PASSWORD, Story
from tests.netlink.free_port import free_port

CODE_FIELD = "Code the person reads to you"
QUESTION = re.compile("asks to see your screen")
CODE_LIFETIME_MS = 9_000


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with Story(tmp_path_factory.mktemp("bad-input") / "story") as story:
        story.port = free_port()
        story.open_programs()
        yield story


def events(story: Story, tag: str, outcome: str = "") -> int:
    """How often something is on the server's record, with that outcome or any."""
    return count_events(story.data, f'%"outcome":"{outcome or "%"}"%"type":"{tag}"%')


def count_events(data: Path, pattern: str) -> int:
    """How many lines of the record of a running server are like this."""
    with closing(sqlite3.connect(f"file:{data}/alongside.sqlite3?mode=ro", uri=True)) as database:
        return database.execute("SELECT count(*) FROM audit_events WHERE line LIKE ?", (pattern,)).fetchone()[0]


def get_code(story: Story) -> str:
    """The person asks for a code with one click; whatever they wrote stays."""
    story.press(story.at_home, story.person, "I asked for help")
    code = story.at_home.wait_for(None, re.compile(r"The code: \d"), timeout_s=20)
    return re.sub(r"\D", "", code.name)


def type_code(story: Story, code: str) -> None:
    """Ana types a code over whatever stands in the field, and presses Enter."""
    box = story.at_office.wait_for(Role.TEXT, CODE_FIELD, is_enabled=True)
    story.agent.click(*box.center)
    story.agent.press("ctrl+a")
    story.agent.type(code)
    story.agent.press("Return")


def said_to_agent(story: Story, words: str) -> Node:
    return story.at_office.wait_for(Role.LABEL, re.compile(words), timeout_s=15)


def said_to_person(story: Story, words: str) -> Node:
    return story.at_home.wait_for(Role.LABEL, re.compile(words), timeout_s=15)


def end_session(story: Story) -> None:
    """The person stops, closes the receipt and is at the start again; Ana closes the tab."""
    story.press(story.at_home, story.person, re.compile("Stop"))
    story.press(story.at_home, story.person, "Close")
    story.at_home.wait_for(Role.BUTTON, "I asked for help", is_enabled=True)
    close_tabs(story)


def close_tabs(story: Story) -> None:
    """Ana closes the ended tab, so that the empty window with the code field is there again."""
    for _ in range(3):
        button = story.at_office.find(Role.BUTTON, re.compile("Close tab"))
        if button is None:
            break
        story.agent.click(*button.center)
        time.sleep(0.4)
        unfiled = story.at_office.find(Role.BUTTON, "Close without filing")
        if unfiled is not None:
            story.agent.click(*unfiled.center)
            time.sleep(0.4)
    story.at_office.wait_for(Role.TEXT, CODE_FIELD, is_enabled=True)


# --- the server is away


def test_server_away_at_start_is_told_and_both_go_on_by_themselves_when_it_comes(story: Story) -> None:
    said_to_person(story, "We cannot reach the server 127.0.0.1")
    said_to_agent(story, "We cannot reach the server 127.0.0.1")
    story.press(story.at_home, story.person, "I asked for help")
    story.at_home.wait_for(Role.LABEL, "The program keeps trying by itself.")
    password = story.at_office.wait_for(Role.PASSWORD, is_enabled=True)
    story.agent.click(*password.center)
    story.agent.type(PASSWORD)
    story.press(story.at_office, story.agent, "Try again")

    story.start_server()

    story.at_home.wait_for(None, re.compile(r"The code: \d"), timeout_s=20)
    story.at_office.wait_for(Role.TEXT, CODE_FIELD, timeout_s=20)
    assert story.at_home.find(Role.LABEL, re.compile("We cannot reach the server")) is None
    assert story.at_office.find(Role.LABEL, re.compile("We cannot reach the server")) is None
    story.press(story.at_home, story.person, "End")
    story.at_home.wait_for(Role.BUTTON, "I asked for help", is_enabled=True)


# --- codes


@pytest.fixture
def ready_story(story: Story) -> Story:
    """The person at the start and Ana signed in, also when the test before was not asked for."""
    if story.server is None:
        story.start_server()
        story.at_office.wait_gone(Role.LABEL, re.compile("We cannot reach the server"), timeout_s=20)
        story.sign_in()
    return story


def test_wrong_digit_is_told_before_anything_is_sent_and_costs_nothing(ready_story: Story) -> None:
    story = ready_story
    code = get_code(story)
    claims = events(story, "code:slot:claimed")
    wrong = code[:5] + str((int(code[5]) + 1) % 10) + code[6:]
    type_code(story, wrong)
    said_to_agent(story, "One digit is wrong or two are swapped. Nothing was sent")
    swapped = code[:-2] + code[-1] + code[-2]
    if swapped != code:
        type_code(story, swapped)
        said_to_agent(story, "One digit is wrong or two are swapped. Nothing was sent")
    time.sleep(0.5)
    assert events(story, "code:slot:claimed") == claims == 0
    assert story.at_home.find(None, re.compile(r"The code: \d")) is not None

    type_code(story, code)
    story.at_home.wait_for(Role.LABEL, QUESTION, timeout_s=20)
    assert events(story, "code:slot:claimed") == 1
    end_session(story)


@pytest.mark.hostile(5)
def test_wrong_code_is_told_to_both_burned_and_one_click_makes_one_that_works(ready_story: Story) -> None:
    story = ready_story
    code = get_code(story)
    real = parse_code(code)
    assert isinstance(real, PairingCode)
    secret = real.secret[:-1] + str((int(real.secret[-1]) + 1) % 10)
    type_code(story, PairingCode(real.nameplate, secret).digits)
    said_to_person(story, "The code was wrong, so it no longer works. Make a new one")
    said_to_agent(story, "The code was wrong and no longer works. Ask the person to make a new one")
    assert story.at_home.find(None, re.compile(r"The code: \d")) is None
    wait_until(lambda: events(story, "pair:session:failed") == 1, "the failure is on record")

    type_code(story, code)
    said_to_agent(story, "This code does not exist or has expired|Somebody has already used this code")
    assert story.at_home.find(Role.LABEL, QUESTION) is None

    type_code(story, get_code(story))
    story.at_home.wait_for(Role.LABEL, QUESTION, timeout_s=20)
    end_session(story)


def test_code_another_agent_has_used_is_refused_and_the_first_session_goes_on(ready_story: Story) -> None:
    story = ready_story
    add_account(story.data, "ion@help.example", "Ion Rusu")
    code = get_code(story)
    type_code(story, code)
    story.at_home.wait_for(Role.LABEL, QUESTION, timeout_s=20)
    claims = events(story, "code:slot:claimed", "ok")
    assert claims >= 1

    server = f"ws://127.0.0.1:{story.port}"
    second = story.office.start(
        [str(BIN / "alongside-console"), "--server", server, "--email", "ion@help.example", "--code", code],
        environment={"LANGUAGE": "en"},
        log=story.log("second-console"),
    )
    password = story.at_office.wait_for(Role.PASSWORD, pid=second.pid, is_enabled=True, timeout_s=40)
    story.agent.click(*password.center)
    story.agent.type(PASSWORD)
    story.agent.press("Return")
    story.at_office.wait_for(
        Role.LABEL,
        re.compile("This code does not exist or has expired|Somebody has already used this code"),
        pid=second.pid,
        timeout_s=20,
    )
    stop_process(second)
    assert events(story, "code:slot:claimed", "ok") == claims
    assert story.at_home.find(Role.LABEL, re.compile("Ion Rusu")) is None
    assert story.at_home.find(Role.LABEL, QUESTION) is not None
    end_session(story)


def test_code_that_is_being_read_aloud_outlives_the_servers_restart(ready_story: Story) -> None:
    story = ready_story
    code = get_code(story)
    assert story.server is not None
    story.server.kill()
    story.server.wait()
    story.at_home.wait_for(Role.LABEL, "Waiting for the server…", timeout_s=10)
    story.restart_server()
    story.at_home.wait_for(Role.LABEL, "Waiting for your helper…", timeout_s=20)
    shown = story.at_home.wait_for(None, re.compile(r"The code: \d"))
    assert re.sub(r"\D", "", shown.name) == code
    story.at_office.wait_gone(Role.LABEL, re.compile("We cannot reach the server"), timeout_s=20)
    type_code(story, code)
    story.at_home.wait_for(Role.LABEL, QUESTION, timeout_s=20)
    end_session(story)


@pytest.mark.hostile(17)
def test_yes_of_a_program_leaves_the_question_to_the_person_who_can_say_no_at_once(ready_story: Story) -> None:
    story = ready_story
    type_code(story, get_code(story))
    label = story.at_home.wait_for(Role.LABEL, QUESTION, timeout_s=20)
    story.person.click(*label.center)
    time.sleep(4.5)  # that press is too old to lend itself to an answer
    allow = story.at_home.wait_for(Role.BUTTON, ALLOW, is_enabled=True, timeout_s=15)
    story.at_home.act(allow)
    said_to_person(story, "That press seems to come from a program")
    assert events(story, "session:consent:suspicious") == 1
    denied = events(story, "session:consent:denied")
    deny = story.at_home.wait_for(Role.BUTTON, "Don't allow", is_enabled=True)
    story.person.click(*deny.center)
    story.at_home.wait_gone(Role.LABEL, QUESTION, timeout_s=5)
    assert events(story, "session:consent:denied") == denied + 1
    end_session(story)


def test_expired_code_is_told_to_both_and_the_next_one_works(ready_story: Story) -> None:
    story = ready_story
    # The same data folder and port, another lifetime; both programs come back to it by themselves.
    assert story.server is not None
    stop_process(story.server)
    story.server = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.impatient_server", story.data, str(story.port), str(CODE_LIFETIME_MS)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert story.server.stdout is not None
    assert story.server.stdout.readline() == b"ready\n"
    code = get_code(story)
    claims = events(story, "code:slot:claimed", "ok")
    said_to_person(story, "so it no longer works. Make a new one and read it again")
    type_code(story, code)
    said_to_agent(story, "This code does not exist or has expired|This code has expired")
    assert events(story, "code:slot:claimed", "ok") == claims

    type_code(story, get_code(story))
    story.at_home.wait_for(Role.LABEL, QUESTION, timeout_s=20)
    end_session(story)
    story.server.stdout.close()


def add_account(data: Path, email: str, name: str) -> None:
    command = [
        BIN / "alongside-server",
        "account",
        "add",
        email,
        "--name",
        name,
        "--password-stdin",
        "--password-only",
    ]
    subprocess.run([*command, "--data-dir", data], input=PASSWORD.encode(), check=True, stdout=subprocess.DEVNULL)


# --- a server that cannot prove who it is


def make_certificates(folder: Path) -> tuple[Path, Path, Path]:
    """An authority nobody knows, and a server's certificate it has signed; returns authority, chain and key."""
    now = dt.datetime.now(dt.UTC)
    authority_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority of our own")])

    def begin(name: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(authority_name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=2))
        )

    authority = (
        begin(authority_name, authority_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    server = (
        begin(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), server_key)
        .add_extension(names, critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    paths = folder / "authority.pem", folder / "chain.pem", folder / "key.pem"
    paths[0].write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(server.public_bytes(serialization.Encoding.PEM))
    paths[2].write_bytes(
        server_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return paths


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A running server with such a certificate; yields its address and the authority's file."""
    authority, chain, key = make_certificates(tmp_path)
    add_account(tmp_path / "data", EMAIL, "Ana Pop")
    serve = [BIN / "alongside-server", "serve", "--port", "0", "--data-dir", tmp_path / "data"]
    server = subprocess.Popen(
        [*serve, "--tls-cert", chain, "--tls-key", key],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        assert server.stdout is not None
        ready = server.stdout.readline()
        assert ready.startswith("ready on wss://127.0.0.1:")
        yield ready.split()[-1], authority
    finally:
        stop_process(server)
        server.communicate()


@pytest.mark.hostile(12)
def test_server_without_valid_certificate_is_told_nothing_is_sent_and_its_authority_opens_the_way(
    tls_server: tuple[str, Path],
    tmp_path: Path,
    virtual_display: VirtualDisplay,
    accessible_desk: AccessibleDesk,
    person: Person,
) -> None:
    url, authority = tls_server

    def on_record(words: str) -> int:
        return count_events(tmp_path / "data", f"%{words}%")

    options = ["--server", url, "--lang", "en"]
    sentence = re.compile(
        r"could not prove who it is \(its certificate is signed by nobody whom this computer trusts\), "
        r"so nothing was sent.*--ca-file"
    )

    client = virtual_display.start([str(BIN / "alongside-client"), *options])
    accessible_desk.wait_for(Role.LABEL, sentence, pid=client.pid, timeout_s=40)
    ask = accessible_desk.wait_for(Role.BUTTON, "I asked for help", pid=client.pid, is_enabled=True)
    person.click(*ask.center)
    accessible_desk.wait_for(Role.LABEL, sentence, pid=client.pid)
    assert accessible_desk.find(None, re.compile(r"The code: \d"), pid=client.pid) is None
    stop_process(client)

    console = virtual_display.start([str(BIN / "alongside-console"), *options, "--email", EMAIL])
    accessible_desk.wait_for(Role.LABEL, sentence, pid=console.pid, timeout_s=40)
    sign_in(accessible_desk, person, console.pid)
    time.sleep(1)
    accessible_desk.wait_for(Role.LABEL, sentence, pid=console.pid)
    stop_process(console)
    assert on_record("code:slot:") == on_record("auth:login:") == 0

    trusted = [*options, "--ca-file", str(authority)]
    client = virtual_display.start([str(BIN / "alongside-client"), *trusted])
    ask = accessible_desk.wait_for(Role.BUTTON, "I asked for help", pid=client.pid, is_enabled=True, timeout_s=40)
    time.sleep(0.3)
    person.click(*(accessible_desk.refresh(ask) or ask).center)
    accessible_desk.wait_for(None, re.compile(r"The code: \d"), pid=client.pid, timeout_s=20)
    stop_process(client)
    console = virtual_display.start([str(BIN / "alongside-console"), *trusted, "--email", EMAIL])
    accessible_desk.wait_for(Role.PASSWORD, pid=console.pid, timeout_s=40)
    sign_in(accessible_desk, person, console.pid)
    accessible_desk.wait_for(Role.TEXT, CODE_FIELD, pid=console.pid, timeout_s=20)
    stop_process(console)
    assert on_record("code:slot:made") == on_record("auth:login:ok") == 1, "the record would have shown it before too"


def sign_in(desk: AccessibleDesk, who: Person, pid: int) -> None:
    password = desk.wait_for(Role.PASSWORD, pid=pid, is_enabled=True)
    who.click(*password.center)
    who.type(PASSWORD)
    who.press("Return")
