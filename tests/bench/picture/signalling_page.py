"""Two web pages that find each other: one shares its whole screen, the other shows it; a tiny server between them."""

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

JOIN_TIMEOUT_S = 40.0

_COMMON = """
const post = (name, body) => fetch('/' + name, {method: 'POST', body: JSON.stringify(body)});
const gathered = pc => new Promise(done => {
  const look = () => pc.iceGatheringState === 'complete' && done();
  pc.onicegatheringstatechange = look; look();
});
"""
_SENDER = """
(async () => {
  const stream = await navigator.mediaDevices.getDisplayMedia(
    {video: {frameRate: {ideal: 60}, width: {ideal: 1920}, height: {ideal: 1080}, cursor: 'never'}, audio: false});
  const pc = window.pc = new RTCPeerConnection();
  stream.getTracks().forEach(track => pc.addTrack(track, stream));
  await pc.setLocalDescription(await pc.createOffer());
  await gathered(pc);
  await post('offer', pc.localDescription);
  await pc.setRemoteDescription(await (await fetch('/answer')).json());
})().catch(error => post('failed', String(error)));
"""
_VIEWER = """
(async () => {
  const pc = window.pc = new RTCPeerConnection();
  const video = document.querySelector('video');
  pc.ontrack = event => { video.srcObject = event.streams[0]; video.play(); };
  video.onplaying = () => post('playing', true);
  await pc.setRemoteDescription(await (await fetch('/offer')).json());
  await pc.setLocalDescription(await pc.createAnswer());
  await gathered(pc);
  await post('answer', pc.localDescription);
})().catch(error => post('failed', String(error)));
"""
_PAGE = """<!doctype html><meta charset=utf-8><title>bench</title>
<style>html, body {{ margin: 0; background: black; overflow: hidden; cursor: none }}
video {{ position: fixed; left: 0; top: 0; width: 1920px; height: 1080px; object-fit: fill }}</style>
{body}<script>{script}</script>"""
PAGES = {
    "/sender": _PAGE.format(body="", script=_COMMON + _SENDER),
    "/viewer": _PAGE.format(body="<video muted autoplay playsinline></video>", script=_COMMON + _VIEWER),
}


class SignallingPage:
    """Serves the pages on a free port of 127.0.0.1; what one posts under a name the other gets, waiting for it."""

    def __init__(self) -> None:
        self._posted: dict[str, bytes] = {}
        self._changed = threading.Condition()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = PAGES.get(self.path)
                body = page.encode() if page else owner.wait_for(self.path[1:])
                self.answer(body, "text/html" if page else "application/json")

            def do_POST(self) -> None:
                owner.put(self.path[1:], self.rfile.read(int(self.headers["Content-Length"])))
                self.answer(b"{}", "application/json")

            def answer(self, body: bytes | None, kind: str) -> None:
                with contextlib.suppress(OSError):  # a browser that was ended does not wait for its answer
                    self.send_response(200 if body is not None else 504)
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Length", str(len(body or b"")))
                    self.end_headers()
                    self.wfile.write(body or b"")

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - overrides
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, name="signalling", daemon=True)
        self._thread.start()

    def put(self, name: str, body: bytes) -> None:
        with self._changed:
            self._posted[name] = body
            self._changed.notify_all()

    def wait_for(self, name: str) -> bytes | None:
        """What was posted under that name; None when nothing came in time."""
        with self._changed:
            self._changed.wait_for(lambda: name in self._posted or "failed" in self._posted, JOIN_TIMEOUT_S)
            return self._posted.get(name)

    def wait_until_joined(self) -> None:
        """Return when the viewer plays. Raises `RuntimeError` with what a page said, or that nothing came."""
        if self.wait_for("playing") is None:
            why = json.loads(self._posted["failed"]) if "failed" in self._posted else "the video does not play"
            raise RuntimeError(why)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
