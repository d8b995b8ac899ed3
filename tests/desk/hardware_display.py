"""A desk with hardware: an Xorg server with a mouse, a keyboard and a touch screen that `HardwarePerson` uses.

The server's own `inputtest` driver makes them and reads what they do from one socket each (inputtestdrv(4)). To every
program they are devices like those of any computer: nothing comes from XTEST, and nothing has to be pretended.
"""

import socket
import struct
from pathlib import Path

from tests.desk.display import DeskError, VirtualDisplay, wait_until

_MODULES = Path("/usr/lib/xorg/modules")
_PACKAGES = {
    _MODULES / "input/inputtest_drv.so": "xserver-xorg-core",
    _MODULES / "drivers/dummy_drv.so": "xserver-xorg-video-dummy",
}

# By name: the kind as the driver calls it, and what it is to the server.
DEVICES = {
    "mouse": ("Pointer", "CorePointer"),
    "keyboard": ("Keyboard", "CoreKeyboard"),
    "finger": ("Touch", "SendCoreEvents"),
}

# xf86-input-inputtest-protocol.h of xorg-server 21.1, protocol 1.1: length and kind, then what belongs to the kind.
_HEADER = struct.Struct("=II")
_CLIENT_VERSION, _WAIT_FOR_SYNC = 0, 1
_PROTOCOL_VERSION = struct.pack("=HH", 1, 1)
_ANSWER_LIMIT_S = 10.0


class HardwareDisplay(VirtualDisplay):
    """Like a `VirtualDisplay`, with devices in place of none; see there."""

    _links: dict[str, socket.socket]

    def start_server(self) -> str:
        """Start Xorg on a screen in memory; its devices listen in the desk's own directory."""
        for module, package in _PACKAGES.items():
            if not module.exists():
                raise DeskError(f"{package} is not installed; `make setup` installs it")
        folder = self.home / "xorg"
        (folder / "none").mkdir(parents=True)
        config = folder / "xorg.conf"
        config.write_text(self._config(), encoding="ascii")
        arguments = ("-config", str(config), "-configdir", str(folder / "none"), "-logfile", str(folder / "log"))
        number = self.start_announcing("Xorg", "-displayfd", arguments=(*arguments, "-nolisten", "tcp", "-noreset"))
        # The driver listens once: who lets go of a device has unplugged it for good.
        self._links = {name: _connect(self._socket_of(name)) for name in DEVICES}
        return number

    def send(self, device: str, kind: int, body: bytes) -> None:
        """Have a device do something; returns when the server has taken it in."""
        link = self._links[device]
        link.sendall(_HEADER.pack(_HEADER.size + len(body), kind) + body)
        link.sendall(_HEADER.pack(_HEADER.size, _WAIT_FOR_SYNC))
        _receive(link)

    def close(self) -> None:
        """Also unplugs the devices."""
        super().close()
        for link in self.__dict__.pop("_links", {}).values():
            link.close()

    def _socket_of(self, device: str) -> Path:
        return self.home / "run" / device

    def _config(self) -> str:
        devices = "".join(
            f"""
Section "InputDevice"
  Identifier "{name}"
  Driver "inputtest"
  Option "DeviceType" "{kind}"
  Option "SocketPath" "{self._socket_of(name)}"
  Option "TouchCount" "2"
  Option "AccelerationProfile" "-1"
EndSection
"""
            for name, (kind, _) in DEVICES.items()
        )
        used = "".join(f'  InputDevice "{name}" "{role}"\n' for name, (_, role) in DEVICES.items())
        size = f"{self.width_px}x{self.height_px}"
        return f"""{devices}
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoEnableDevices" "true"
  Option "DontVTSwitch" "true"
EndSection
Section "Device"
  Identifier "memory"
  Driver "dummy"
  VideoRam 65536
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 1-1000
  VertRefresh 1-1000
  Modeline "{size}" {self._modeline()}
EndSection
Section "Screen"
  Identifier "screen"
  Device "memory"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "{size}"
    Virtual {self.width_px} {self.height_px}
  EndSubSection
EndSection
Section "ServerLayout"
  Identifier "desk"
  Screen "screen"
{used}EndSection
"""

    def _modeline(self) -> str:
        """Any timing will do: nothing is ever sent to a tube."""
        width, height = self.width_px, self.height_px
        pixels = (width + 300) * (height + 100)
        return (
            f"{pixels * 60 / 1e6:.2f} {width} {width + 100} {width + 200} {width + 300} "
            f"{height} {height + 20} {height + 40} {height + 100}"
        )


def _connect(path: Path) -> socket.socket:
    wait_until(path.exists, f"the server has made {path.name}")
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    link.settimeout(_ANSWER_LIMIT_S)
    link.connect(str(path))
    link.sendall(_HEADER.pack(_HEADER.size + len(_PROTOCOL_VERSION), _CLIENT_VERSION) + _PROTOCOL_VERSION)
    _receive(link)
    return link


def _receive(link: socket.socket) -> bytes:
    """One answer of the driver, to its end."""
    head = link.recv(_HEADER.size, socket.MSG_WAITALL)
    if len(head) < _HEADER.size:
        raise DeskError("the server has let go of its device")
    length, _ = _HEADER.unpack(head)
    return link.recv(length - _HEADER.size, socket.MSG_WAITALL) if length > _HEADER.size else b""
