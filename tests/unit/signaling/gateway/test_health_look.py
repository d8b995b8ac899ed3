from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from signaling.domain.ports import Moment
from signaling.domain.witness_view import WitnessStanding, WitnessView
from signaling.gateway.health_look import HealthLook, HealthSources, certificate_end, disk_space

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def put_certificate(path: Path, until: datetime) -> Path:
    key, name = Ed25519PrivateKey.generate(), x509.Name([])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(until - timedelta(days=90))
        .not_valid_after(until)
        .sign(key, None)
    )
    path.write_bytes(certificate.public_bytes(Encoding.PEM))
    return path


def test_end_of_the_certificate_is_read(tmp_path: Path):
    until = NOW + timedelta(days=30)
    assert certificate_end(put_certificate(tmp_path / "cert.pem", until)) == until
    assert certificate_end(None) is None
    assert certificate_end(tmp_path / "not-there.pem") is None
    (tmp_path / "letter.pem").write_text("a letter")
    assert certificate_end(tmp_path / "letter.pem") is None


def test_disk_is_asked_and_one_that_is_gone_says_nothing(tmp_path: Path):
    free, total = disk_space(tmp_path)
    assert free is not None
    assert total is not None
    assert 0 < free < total
    assert disk_space(tmp_path / "gone") == (None, None)


async def test_reading_holds_what_each_source_says(tmp_path: Path):
    async def not_ready() -> str | None:
        return "record_refused"

    async def live_sessions() -> int:
        return 3

    async def pairings(now: datetime) -> tuple[int, int]:
        assert now == NOW
        return 8, 2

    async def look_at_witness(now: datetime) -> WitnessView:
        return WitnessView(standing=WitnessStanding.SILENT)

    look = HealthLook(
        HealthSources(
            program="server/1",
            started_at=NOW - timedelta(hours=1),
            data_dir=tmp_path,
            certificate=put_certificate(tmp_path / "cert.pem", NOW + timedelta(days=5)),
            not_ready=not_ready,
            sockets=lambda: 12,
            live_sessions=live_sessions,
            pairings=pairings,
            waiting_steps=lambda: 7,
            waiting_max=2_048,
            look_at_witness=look_at_witness,
        )
    )
    reading = await look(Moment(0, NOW))
    assert (reading.not_ready, reading.sockets, reading.live_sessions) == ("record_refused", 12, 3)
    assert (reading.pairings, reading.pairing_failures, reading.waiting_steps) == (8, 2, 7)
    assert (reading.certificate_days, reading.is_tls, reading.witness.standing) == (5, True, WitnessStanding.SILENT)
    assert reading.node
