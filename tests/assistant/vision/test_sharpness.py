"""The sharpest frame is found, and chosen when the key says so."""

import cv2
import numpy as np
import pytest

from assistant.vision.picture import Pixels
from assistant.vision.sharpness import BEFORE, PAUSE, RETAKE, Frame, Sharpest, sharpness
from tests.mjpeg import blurred, plain, scene


def label(seed: int) -> Pixels:
    """A printed page with small letters, as a camera sees it: softly lit, with a little noise."""
    drawn = np.full((960, 1280, 3), 235, dtype=np.uint8)
    random = np.random.default_rng(seed)
    for line in range(24):
        words = " ".join("".join(random.choice(list("aeginrst"), 6)) for _ in range(10))
        cv2.putText(drawn, words, (40, 60 + 36 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (30, 30, 30), 1, cv2.LINE_AA)
    return noisy(drawn, 3.0, seed)


def noisy(pixels: Pixels, strength: float, seed: int) -> Pixels:
    noise = np.random.default_rng(seed).normal(0, strength, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def moved(pixels: Pixels, by: int) -> Pixels:
    return np.asarray(cv2.blur(pixels, (by, 1)), dtype=np.uint8)


@pytest.mark.parametrize("seed", range(3))
def test_every_blur_is_less_sharp_than_none_and_more_is_less(seed: int) -> None:
    page = label(seed)
    focus = [sharpness(page), *(sharpness(noisy(blurred(page, sigma), 3.0, seed)) for sigma in (1.5, 3.0, 6.0))]
    assert focus == sorted(focus, reverse=True)
    motion = [sharpness(page), *(sharpness(noisy(moved(page, by), 3.0, seed)) for by in (5, 11, 25))]
    assert motion == sorted(motion, reverse=True)


def test_noise_and_light_do_not_pass_for_sharpness() -> None:
    page = label(4)
    sharp = sharpness(page)
    assert sharpness(noisy(blurred(page, 3.0), 14.0, 5)) < sharp
    assert sharpness((page * 0.45).astype(np.uint8)) == pytest.approx(sharp, rel=0.5)
    assert sharpness(noisy((blurred(page, 3.0) * 0.4).astype(np.uint8), 8.0, 6)) < sharpness(
        (page * 0.4).astype(np.uint8)
    )


def test_the_middle_counts_most() -> None:
    middle, corner = plain(128, 640, 480), plain(128, 640, 480)
    middle[180:300, 240:400] = scene(160, 120)
    corner[:120, :160] = scene(160, 120)
    assert sharpness(middle) > 1.5 * sharpness(corner)


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (2, 2)])
def test_a_picture_of_any_shape_has_a_sharpness(shape: tuple[int, int]) -> None:
    assert sharpness(np.zeros((*shape, 3), dtype=np.uint8)) == 0.0


def frame(at: float, sharp: float) -> Frame:
    return Frame(plain(round(sharp) % 256, 8, 8), sharp, at)


def given(choice: Sharpest, *frames: Frame) -> None:
    for one in frames:
        choice.add(one)


def test_nothing_is_chosen_while_no_key_is_held() -> None:
    choice = Sharpest()
    given(choice, frame(0.0, 5.0), frame(0.2, 9.0))
    assert choice.pick(0.3) is None


def test_the_sharpest_frame_just_before_the_key_went_down_is_chosen() -> None:
    choice = Sharpest()
    best = frame(1.2, 8.0)
    given(choice, frame(0.1, 99.0), frame(1.0, 5.0), best, frame(1.22, 4.0), frame(1.5, 3.0))
    choice.began(0.1 + BEFORE + 0.8)
    assert choice.pick(1.6) is best
    assert choice.pick(1.6) is None


def test_a_clearly_sharper_frame_takes_its_place_but_not_too_often() -> None:
    choice = Sharpest()
    first, little, better, best = frame(1.0, 10.0), frame(1.1, 11.0), frame(1.3, 14.0), frame(1.5, 30.0)
    given(choice, first)
    choice.began(1.0)
    assert choice.pick(1.0) is first
    given(choice, little)
    assert choice.pick(1.0 + PAUSE) is None
    given(choice, better)
    assert choice.pick(1.3) is None
    assert choice.pick(1.0 + PAUSE) is better
    given(choice, best, frame(9.0, 2.0))
    assert choice.pick(1.1 + PAUSE) is None
    assert choice.pick(1.0 + 2 * PAUSE) is best
    choice.ended()
    given(choice, frame(9.5, 500.0))
    assert choice.pick(9.5) is None


def test_a_key_pressed_before_the_first_frame_gets_the_first() -> None:
    choice = Sharpest()
    choice.began(1.0)
    assert choice.pick(1.0) is None
    first = frame(1.4, 3.0)
    given(choice, first)
    assert choice.pick(1.4) is first


@pytest.mark.parametrize("held", [True, False])
def test_a_picture_taken_again_is_of_what_comes_then(held: bool) -> None:
    choice = Sharpest()
    given(choice, frame(1.0, 50.0))
    if held:
        choice.began(1.0)
        assert choice.pick(1.0) is not None
    choice.take(2.0)
    best = frame(2.2, 9.0)
    given(choice, frame(2.1, 3.0), best, frame(2.35, 8.0))
    assert choice.pick(2.35) is None
    assert choice.pick(2.0 + RETAKE) is best
    given(choice, frame(4.0, 90.0))
    assert (choice.pick(4.0) is not None) is held


def test_the_frozen_frame_is_the_one_that_is_chosen() -> None:
    choice = Sharpest()
    assert choice.freeze() is None
    best = frame(1.1, 7.0)
    given(choice, frame(1.0, 2.0), best, frame(1.3, 3.0))
    assert choice.freeze() is best
    given(choice, frame(60.0, 99.0))
    choice.began(60.0)
    assert choice.pick(60.0) is best
    choice.ended()
    choice.go_on()
    given(choice, frame(61.0, 1.0))
    choice.began(61.0)
    assert choice.still is None
    chosen = choice.pick(61.0)
    assert chosen is not None
    assert chosen.at == 61.0


def test_few_frames_are_kept_however_many_come() -> None:
    choice = Sharpest()
    for number in range(1000):
        choice.add(frame(number / 120, float(number % 17)))
    assert len(choice._recent) <= 9
