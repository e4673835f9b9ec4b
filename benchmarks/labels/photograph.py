"""Photographs a drawn label as a person with a telephone or a webcam does: never quite straight, sharp or well lit."""

import io
import math
from dataclasses import dataclass, replace
from random import Random
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from benchmarks.labels.sheet import Piece

Pixels = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]
LANDSCAPE = (1280, 960)
LEAST_X_HEIGHT = 9.0
"""Pixels of the frame that a lower-case x of the smallest text has at least."""
DISTURBANCES = ("tilt", "perspective", "defocus", "motion", "shadow", "noise", "curvature", "glare", "contrast")


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a picture is taken."""

    main: str
    tilt: float
    """Degrees."""
    perspective: float
    """How much shorter the far edge is, as a share; below zero on the other side."""
    perspective_axis: str
    defocus: float
    """Sigma in pixels of the frame."""
    motion: float
    """Pixels of the frame."""
    motion_angle: float
    shadow: float
    """How much light is missing where it is darkest, as a share."""
    noise: float
    """Sigma in steps of 255."""
    curvature: float
    """Degrees of a cylinder that the label covers to each side; 0 is flat."""
    glare: float
    """How much of the ink the brightest spot washes out, as a share."""
    contrast: float
    """The range of tones that is left, as a share."""
    quality: int
    """Of JPEG."""
    filling: float
    """Share of the frame at most."""
    x_height: float
    """Pixels of the frame that the smallest text should have, where the frame is large enough for it."""
    seed: int


def conditions(random: Random, main: str) -> Conditions:
    """A mix of everything mildly, with one disturbance that dominates."""

    def amount(name: str, mild: tuple[float, float], strong: tuple[float, float]) -> float:
        return random.uniform(*(strong if name == main else mild))

    sign = random.choice((-1, 1))
    return Conditions(
        main=main,
        tilt=sign * amount("tilt", (0, 5), (8, 15)),
        perspective=random.choice((-1, 1)) * amount("perspective", (0, 0.05), (0.12, 0.22)),
        perspective_axis=random.choice(("x", "y")),
        defocus=amount("defocus", (0.4, 0.8), (1.1, 1.6)),
        motion=amount("motion", (0, 1), (3, 5)),
        motion_angle=random.uniform(0, 180),
        shadow=amount("shadow", (0.05, 0.25), (0.45, 0.65)),
        noise=amount("noise", (2, 5), (9, 15)),
        curvature=amount("curvature", (0, 0), (22, 38)),
        glare=amount("glare", (0, 0), (0.55, 0.8)),
        contrast=amount("contrast", (0.8, 0.95), (0.35, 0.5)),
        quality=random.randint(60, 90),
        filling=random.uniform(0.88, 0.98),
        x_height=random.uniform(LEAST_X_HEIGHT + 0.5, 14),
        seed=random.randrange(2**32),
    )


def photograph(label: Image.Image, pieces: list[Piece], how: Conditions) -> tuple[bytes, float]:
    """The JPEG file of a frame of 1280×960 pixels, or upright, and the least x-height in it, in pixels."""
    frame = LANDSCAPE if label.width >= label.height * 0.95 else LANDSCAPE[::-1]
    geometry = _Geometry(label.size, how, frame)
    least = geometry.least_x_height(pieces)
    while least < LEAST_X_HEIGHT and abs(how.tilt) + abs(how.perspective) > 0.01:
        # A person who sees that a label does not fit holds it straighter.
        how = replace(
            how, tilt=how.tilt * 0.7, perspective=how.perspective * 0.7, filling=min(0.985, how.filling + 0.02)
        )
        if abs(how.tilt) < 0.5:
            how = replace(how, tilt=0.0, perspective=0.0)
        geometry = _Geometry(label.size, how, frame)
        least = geometry.least_x_height(pieces)
    if least > how.x_height:
        geometry = _Geometry(label.size, replace(how, filling=how.filling * how.x_height / least), frame)
        least = geometry.least_x_height(pieces)
    random = np.random.default_rng(how.seed)
    pixels = geometry.taken(np.asarray(label), _surroundings(frame, random))
    shown = _seen(pixels.astype(np.float32), how, random)
    file = io.BytesIO()
    Image.fromarray(np.clip(shown, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=how.quality)
    return file.getvalue(), least


class _Geometry:
    """From the sheet around a cylinder and through the lens to the frame, and back."""

    def __init__(self, size: tuple[int, int], how: Conditions, frame: tuple[int, int]) -> None:
        self.size, self.frame = size, frame
        self.bend = math.radians(how.curvature)
        self.radius = size[0] / 2 / self.bend if self.bend else 0.0
        # Seen a little from above, the rows of a round package hang through.
        self.sag = size[0] * 0.12
        edges = self._bent(np.array([(x, y) for x in np.linspace(0, size[0], 21) for y in (0, size[1])], np.float64))
        centre = (edges.max(0) + edges.min(0)) / 2
        half = (edges.max(0) - edges.min(0)) / 2
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float64) * half
        far = 1 - abs(how.perspective)
        axis = 1 if how.perspective_axis == "y" else 0
        shrunk = corners.copy()
        on_far = (corners[:, axis] * (how.perspective or 1)) < 0
        shrunk[on_far, 1 - axis] *= far
        shrunk[:, axis] *= 1 - abs(how.perspective) * 0.35
        a = math.radians(how.tilt)
        turned = shrunk @ np.array([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]])
        spread = turned.max(0) - turned.min(0)
        scale = how.filling * min(frame[0] / spread[0], frame[1] / spread[1])
        placed = (turned - (turned.max(0) + turned.min(0)) / 2) * scale + np.array(frame) / 2
        self.matrix = cv2.getPerspectiveTransform((corners + centre).astype(np.float32), placed.astype(np.float32))

    def _bent(self, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        if not self.bend:
            return points
        angle = (points[:, 0] - self.size[0] / 2) / self.radius
        x = self.size[0] / 2 + self.radius * np.sin(angle)
        return np.stack([x, points[:, 1] - self.sag * (1 - np.cos(angle))], 1)

    def least_x_height(self, pieces: list[Piece]) -> float:
        heights = []
        for piece in pieces:
            left, top, right, bottom = piece.box
            points = np.array([((left + right) / 2, top), ((left + right) / 2, bottom)], np.float64)
            (a, b) = cv2.perspectiveTransform(self._bent(points)[None].astype(np.float64), self.matrix)[0]
            heights.append(piece.x_height * float(np.hypot(*(b - a))) / (bottom - top))
        return min(heights)

    def taken(self, sheet: Pixels, around: Pixels) -> Pixels:
        """The sheet on what is around it, sampled at twice the frame's resolution and brought down."""
        width, height = self.frame
        half = np.array([[0.5, 0, -0.25], [0, 0.5, -0.25], [0, 0, 1]])
        back = np.linalg.inv(self.matrix) @ half
        xs, ys = np.meshgrid(np.arange(width * 2, dtype=np.float64), np.arange(height * 2, dtype=np.float64))
        w = back[2, 0] * xs + back[2, 1] * ys + back[2, 2]
        u = (back[0, 0] * xs + back[0, 1] * ys + back[0, 2]) / w
        v = (back[1, 0] * xs + back[1, 1] * ys + back[1, 2]) / w
        if self.bend:
            angle = np.arcsin(np.clip((u - self.size[0] / 2) / self.radius, -1, 1))
            u = self.size[0] / 2 + self.radius * angle
            v = v + self.sag * (1 - np.cos(angle))
        large = cv2.remap(sheet, u.astype(np.float32), v.astype(np.float32), cv2.INTER_LINEAR)
        inside = ((u >= 0) & (u < self.size[0]) & (v >= 0) & (v < self.size[1])).astype(np.float32)
        picture = cv2.resize(large, self.frame, interpolation=cv2.INTER_AREA).astype(np.float32)
        share = cv2.resize(inside, self.frame, interpolation=cv2.INTER_AREA)[..., None]
        covered = picture * share + around * (1 - share)
        return cast(Pixels, np.clip(covered, 0, 255).astype(np.uint8))


def _surroundings(frame: tuple[int, int], random: np.random.Generator) -> Pixels:
    """A table or a package: one colour with soft variation."""
    color = random.uniform(40, 200) + random.uniform(-25, 25, 3)
    coarse = random.normal(0, 8, (frame[1] // 60, frame[0] // 60, 1)).astype(np.float32)
    soft = cv2.resize(coarse, frame, interpolation=cv2.INTER_CUBIC)[..., None]
    return cast(Pixels, np.clip(color + soft, 0, 255).astype(np.uint8))


def _seen(pixels: Plane, how: Conditions, random: np.random.Generator) -> Plane:
    """Light, lens and sensor."""
    height, width = pixels.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    low = 235 - 225 * how.contrast
    pixels = low * 0.75 + pixels * how.contrast
    pixels = pixels * _light(xs / width, ys / height, how, random)[..., None]
    if how.glare:
        x, y = random.uniform(0.25, 0.75) * width, random.uniform(0.25, 0.75) * height
        long, short = random.uniform(0.16, 0.26) * width, random.uniform(0.06, 0.12) * width
        a = random.uniform(0, math.pi)
        along = (xs - x) * math.cos(a) + (ys - y) * math.sin(a)
        across = -(xs - x) * math.sin(a) + (ys - y) * math.cos(a)
        spot = how.glare * np.exp(-0.5 * ((along / long) ** 2 + (across / short) ** 2))[..., None]
        pixels = pixels * (1 - spot) + 255 * spot
    pixels = cv2.GaussianBlur(pixels, (0, 0), how.defocus)
    if how.motion > 1:
        pixels = cv2.filter2D(pixels, -1, _streak(how.motion, how.motion_angle))
    return pixels + random.normal(0, how.noise, pixels.shape).astype(np.float32)


def _light(x: Plane, y: Plane, how: Conditions, random: np.random.Generator) -> Plane:
    """Shares of light: it falls off to one side, and half of the shadow has an edge, as of a hand."""
    a = random.uniform(0, 2 * math.pi)
    slope = (x - 0.5) * math.cos(a) + (y - 0.5) * math.sin(a)
    fall = 1 - how.shadow * 0.5 * np.clip(slope + 0.5, 0, 1)
    b = random.uniform(0, 2 * math.pi)
    edge = (x - 0.5) * math.cos(b) + (y - 0.5) * math.sin(b) - random.uniform(-0.15, 0.25)
    hand = 1 - how.shadow * 0.6 / (1 + np.exp(-edge / 0.03))
    return (fall * hand).astype(np.float32)


def _streak(length: float, angle: float) -> Plane:
    size = math.ceil(length) | 1
    kernel = np.zeros((size * 8 + 1, size * 8 + 1), np.float32)
    centre = size * 4
    dx, dy = math.cos(math.radians(angle)) * length * 4, math.sin(math.radians(angle)) * length * 4
    start, end = (round(centre - dx), round(centre - dy)), (round(centre + dx), round(centre + dy))
    cv2.line(kernel, start, end, 1.0, 8)
    small = cv2.resize(kernel, (size, size), interpolation=cv2.INTER_AREA)
    return cast(Plane, small / small.sum())
