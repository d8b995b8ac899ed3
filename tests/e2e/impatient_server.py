"""The server as `alongside-server serve` runs it, except that its codes live seconds: nobody waits ten minutes in a test.

python -m tests.e2e.impatient_server DATA_DIR PORT CODE_LIFETIME_MS
"""

import asyncio
import sys
from pathlib import Path

from shared.log import configure_logging
from signaling.app import ServerApp
from signaling.config import ServerSettings
from signaling.domain.policy import ServerPolicy
from signaling.gateway.listener import listen


def main() -> None:
    data_dir, port, code_lifetime_ms = sys.argv[1:]
    settings = ServerSettings(
        data_dir=Path(data_dir), port=int(port), policy=ServerPolicy(code_lifetime_ms=int(code_lifetime_ms))
    )
    configure_logging(as_json=True)
    ServerApp.prepare(settings)
    listener = listen(settings.host, settings.port)
    asyncio.run(ServerApp(settings).serve(listener, on_ready=lambda: print("ready", flush=True)))


if __name__ == "__main__":
    main()
