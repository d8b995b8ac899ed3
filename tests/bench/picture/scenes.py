"""What is on the displays of the bench, painted once with a fixed seed: a desk, an application, code, a moving picture."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

WIDTH_PX, HEIGHT_PX = 1920, 1080
LINE_PX = 18
_FONTS = Path("/usr/share/fonts/truetype/dejavu")
# fmt: off
_WORDS = (
    "account", "answer", "because", "before", "button", "change", "close", "computer", "connect", "copy", "delete",
    "document", "enter", "error", "every", "file", "first", "folder", "from", "help", "image", "install",
    "invoice", "keyboard", "letter", "license", "line", "mail", "message", "mouse", "network", "office", "open",
    "page", "password", "picture", "please", "press", "print", "printer", "program", "question", "receive",
    "remote", "restart", "save", "screen", "search", "second", "send", "server", "session", "settings", "shared",
    "start", "system", "table", "text", "their", "update", "user", "version", "window", "without", "write",
)
# fmt: on
_KEYWORDS = ("def", "return", "if", "else", "for", "while", "class", "import", "from", "with", "raise", "not", "in")
_CODE_COLOURS = {"word": "#d4d4d4", "key": "#c586c0", "text": "#ce9178", "note": "#6a9955", "number": "#b5cea8"}
_CODE_BACKGROUND, _GUTTER = "#1e1e1e", "#858585"


def font(name: str, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / name), size_px)


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(words)).capitalize() + "."


def desk() -> Image.Image:
    """A photograph-like background with icons and three windows full of text."""
    chance = random.Random(1)
    image = Image.fromarray(_texture(HEIGHT_PX, WIDTH_PX, seed=1, low=(40, 70, 90), high=(150, 170, 160)))
    draw = ImageDraw.Draw(image)
    small = font("DejaVuSans.ttf", 12)
    for row in range(9):
        top = 24 + row * 112
        draw.rounded_rectangle((28, top + 60, 76, top + 96), 6, fill=_random_colour(chance), outline="white")
        draw.text((20, top + 98), chance.choice(_WORDS).capitalize(), font=small, fill="white")
    _text_window(draw, chance, (150, 90, 900, 620), "Invoice 2024-117.txt")
    _text_window(draw, chance, (760, 330, 1000, 660), "Help desk - inbox")
    _text_window(draw, chance, (1240, 60, 620, 360), "Notes")
    draw.rectangle((0, HEIGHT_PX - 34, WIDTH_PX, HEIGHT_PX), fill="#20242a")
    for place in range(8):
        draw.text((20 + place * 160, HEIGHT_PX - 26), sentence(chance, 2), font=small, fill="#d8dee6")
    return image


def application() -> Image.Image:
    """A spreadsheet over the whole screen: a tool bar with icons, a thousand cells."""
    chance = random.Random(2)
    image = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), "#ffffff")
    draw = ImageDraw.Draw(image)
    small, bold = font("DejaVuSans.ttf", 13), font("DejaVuSans-Bold.ttf", 13)
    draw.rectangle((0, 0, WIDTH_PX, 96), fill="#217346")
    for place in range(30):
        draw.rounded_rectangle((16 + place * 62, 40, 60 + place * 62, 84), 5, fill=_random_colour(chance))
        draw.text((16 + place * 62, 12), chance.choice(_WORDS)[:6], font=small, fill="white")
    for row in range(40):
        top = 100 + row * 24
        draw.rectangle((0, top, WIDTH_PX, top + 24), fill="#ffffff" if row % 2 else "#f2f6fc", outline="#d0d4da")
        draw.text((8, top + 4), str(row + 1), font=small, fill="#606060")
        for column in range(16):
            left = 44 + column * 118
            draw.line((left, top, left, top + 24), fill="#d0d4da")
            cell = f"{chance.uniform(-9999, 99999):,.2f}" if column % 3 else chance.choice(_WORDS)
            colour = "#c00000" if cell.startswith("-") else "#202020"
            draw.text((left + 6, top + 4), cell, font=bold if row == 0 else small, fill=colour)
    return image


def window() -> Image.Image:
    """A framed window of 900 x 628 with a letter in it."""
    chance = random.Random(3)
    image = Image.new("RGB", (900, 628), "#f7f7f4")
    _text_window(ImageDraw.Draw(image), chance, (0, 0, 900, 628), "Letter to the tax office.odt")
    return image


def code_frame() -> Image.Image:
    """The parts of an editor that stay: tabs above, a status line below."""
    chance = random.Random(4)
    image = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), _CODE_BACKGROUND)
    draw = ImageDraw.Draw(image)
    small = font("DejaVuSans.ttf", 13)
    draw.rectangle((0, 0, WIDTH_PX, 36), fill="#252526")
    for place in range(9):
        draw.text(
            (20 + place * 190, 10), f"{chance.choice(_WORDS)}_{chance.choice(_WORDS)}.py", font=small, fill="#ccc"
        )
    draw.rectangle((0, HEIGHT_PX - 36, WIDTH_PX, HEIGHT_PX), fill="#007acc")
    draw.text(
        (20, HEIGHT_PX - 26), "main   0 errors, 3 warnings      UTF-8   LF   Python 3.11", font=small, fill="white"
    )
    return image


def code(lines: int) -> Image.Image:
    """A file of that many lines in colours, with numbers, as wide as the screen and higher than it."""
    chance = random.Random(5)
    image = Image.new("RGB", (WIDTH_PX, lines * LINE_PX), _CODE_BACKGROUND)
    draw = ImageDraw.Draw(image)
    mono = font("DejaVuSansMono.ttf", 14)
    width_px = mono.getlength("0")
    depth = 0
    for line in range(lines):
        y = line * LINE_PX + 1
        draw.text((44 - width_px * len(str(line + 1)), y), str(line + 1), font=mono, fill=_GUTTER)
        if chance.random() < 0.1:
            depth = 0
            continue
        depth = max(0, min(5, depth + chance.choice((-1, 0, 0, 1))))
        x = 64 + depth * 4 * width_px
        for text, kind in _code_tokens(chance):
            draw.text((x, y), text, font=mono, fill=_CODE_COLOURS[kind])
            x += (len(text) + 1) * width_px
            if x > 1500:
                break
    return image


def moving_pictures(count: int, width_px: int, height_px: int) -> Iterator[Any]:
    """A round of pictures as from a camera: it turns over a rough landscape, things fly past, and the chip is noisy.

    Yields arrays of height x width x 3.
    """
    chance = np.random.default_rng(6)
    pan_px = 12
    behind = _texture(height_px, count * pan_px, seed=7, low=(30, 60, 30), high=(190, 200, 210))
    behind = np.concatenate([behind] * (2 + width_px // (count * pan_px)), axis=1)
    sprites = [_texture(size, size, seed=8 + size, low=(90, 20, 10), high=(250, 220, 120)) for size in (90, 140, 200)]
    discs = [np.hypot(*(np.mgrid[0:size, 0:size] - size / 2)) < size / 2 for size in (90, 140, 200)]
    shade = np.linspace(-25, 25, height_px)[:, None, None]
    for step in range(count):
        turn = 2 * np.pi * step / count
        picture = behind[:, step * pan_px : step * pan_px + width_px].astype(np.float32)
        picture += shade * np.cos(turn)
        for index, (sprite, disc) in enumerate(zip(sprites, discs, strict=True)):
            size = len(sprite)
            left = int((width_px - size) * (0.5 + 0.45 * np.cos(turn * (index + 1) + index)))
            top = int((height_px - size) * (0.5 + 0.45 * np.sin(turn * (index + 1) + 2 * index)))
            picture[top : top + size, left : left + size][disc] = sprite[disc]
        picture += chance.normal(0, 3, (height_px, width_px, 1))
        yield np.clip(picture, 0, 255).astype(np.uint8)


def _texture(height_px: int, width_px: int, *, seed: int, low: tuple[int, ...], high: tuple[int, ...]) -> Any:
    """Noise of many sizes, as clouds and grass have it, between two colours; its left edge continues its right one."""
    chance = np.random.default_rng(seed)
    frequency = np.hypot(np.fft.fftfreq(height_px)[:, None], np.fft.fftfreq(width_px)[None, :])
    frequency[0, 0] = 1
    phases = np.exp(2j * np.pi * chance.random((height_px, width_px)))
    field = np.fft.ifft2(phases / frequency**1.4).real
    field = (field - field.min()) / (field.max() - field.min())
    return (np.array(low) + field[:, :, None] * (np.array(high) - np.array(low))).astype(np.uint8)


def _text_window(
    draw: ImageDraw.ImageDraw, chance: random.Random, box: tuple[int, int, int, int], title: str
) -> None:
    left, top, width, height = box
    draw.rectangle((left, top, left + width - 1, top + height - 1), fill="#f7f7f4", outline="#30363d", width=2)
    draw.rectangle((left, top, left + width - 1, top + 28), fill="#3b4a5a")
    draw.text((left + 12, top + 6), title, font=font("DejaVuSans-Bold.ttf", 13), fill="white")
    for place, colour in enumerate(("#e5534b", "#e0b341", "#57ab5a")):
        draw.ellipse((left + width - 72 + place * 22, top + 8, left + width - 58 + place * 22, top + 22), fill=colour)
    body = font("DejaVuSans.ttf", 14)
    for y in range(top + 44, top + height - 24, 22):
        text = sentence(chance, 24)
        while body.getlength(text) > width - 40:
            text = text.rpartition(" ")[0]
        draw.text((left + 16, y), text, font=body, fill="#1f2328")


def _random_colour(chance: random.Random) -> tuple[int, int, int]:
    return (chance.randrange(40, 240), chance.randrange(40, 240), chance.randrange(40, 240))


def _code_tokens(chance: random.Random) -> Iterator[tuple[str, str]]:
    if chance.random() < 0.12:
        yield "# " + sentence(chance, chance.randrange(6, 16)), "note"
        return
    yield chance.choice(_KEYWORDS), "key"
    for _ in range(chance.randrange(2, 14)):
        kind = chance.choices(("word", "key", "text", "number"), (10, 2, 3, 2))[0]
        if kind == "word":
            yield (
                f"{chance.choice(_WORDS)}_{chance.choice(_WORDS)}{chance.choice(('', '(', ')', ',', ' =', ':', '.'))}",
                kind,
            )
        elif kind == "key":
            yield chance.choice(_KEYWORDS), kind
        elif kind == "text":
            yield f'"{chance.choice(_WORDS)} {chance.choice(_WORDS)}"', kind
        else:
            yield str(chance.randrange(10_000)), kind
