"""RapidOCR's three models, kept from taking the processor from what else runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.vision.picture import Pixels
from assistant.vision.rotation import Corners

DETECTOR = "PP-OCRv6_det_small.onnx"
RECOGNIZER = "PP-OCRv6_rec_small.onnx"
CLASSIFIER = "ch_ppocr_mobile_v2.0_cls_mobile.onnx"
BATCH = 3
"""Lines that are recognised together; the narrower ones are padded to the widest."""
NARROWEST = 160
"""Pixels to which a line is padded at least, at 48 of height; a table's cells would all cost twice as much at 320."""


BLANKS = 60.0
"""How many times as likely as the model says a blank is."""


class RapidModels:
    """Finds lines, tells which stand on their heads, and reads them. All pictures are RGB."""

    def __init__(self, threads: int) -> None:
        """Load the models, which lie in RapidOCR's own package: nothing is fetched."""
        import cv2
        from rapidocr.ch_ppocr_cls import TextClassifier
        from rapidocr.ch_ppocr_det import TextDetector
        from rapidocr.ch_ppocr_rec import TextRecInput, TextRecognizer
        from rapidocr.utils.log import logger
        from rapidocr.utils.typings import EngineType, LangRec, OCRVersion

        logger.setLevel("ERROR")
        cv2.setNumThreads(threads)
        onnx = EngineType.ONNXRUNTIME
        self._input = TextRecInput
        self._detector = TextDetector(
            _Config(
                engine_type=onnx,
                session=_session(DETECTOR, threads),
                limit_side_len=1,
                limit_type="min",
                score_mode="slow",  # a bent line fills little of its box, and all of its outline
            )
        )
        self._recognizer = TextRecognizer(
            _Config(
                engine_type=onnx,
                session=_session(RECOGNIZER, threads),
                lang_type=LangRec.CH,
                font_path=None,
                rec_batch_num=BATCH,
                rec_img_shape=[3, 48, NARROWEST],
            )
        )
        self._recognizer.postprocess_op = _Decoder(self._recognizer.postprocess_op)
        self._classifier = TextClassifier(
            _Config(
                engine_type=onnx,
                session=_session(CLASSIFIER, threads),
                ocr_version=OCRVersion.PPOCRV4,
                cls_batch_num=BATCH,
                cls_thresh=2.0,  # beyond every probability: it tells, and turns nothing
                label_list=["0", "180"],
            )
        )

    def find(self, pixels: Pixels) -> list[Corners]:
        """Where lines of text lie in a picture whose sides are at least 16 pixels."""
        boxes = self._detector(_bgr(pixels)).boxes
        return [] if boxes is None else [np.asarray(box, np.float32) for box in boxes]

    def upside_down(self, pieces: Sequence[Pixels]) -> list[float]:
        """For each line how sure it is that it stands on its head: 1.0 yes, 0.0 no."""
        answers = self._classifier([_bgr(piece) for piece in pieces]).cls_res
        return [score if label == "180" else 1 - score for label, score in answers]

    def recognize(self, pieces: Sequence[Pixels]) -> list[tuple[str, float]]:
        """The text of each line and how sure it is, from 0.0 to 1.0."""
        read = self._recognizer(self._input(img=[_bgr(piece) for piece in pieces], return_word_box=False))
        return [(text, float(sure)) for text, sure in zip(read.txts, read.scores, strict=True)]


class _Decoder:
    """RapidOCR's own, given the blanks that the model hardly dares to see: between a number and its unit above all."""

    def __init__(self, decoder: Any) -> None:
        self._decoder = decoder

    def __call__(self, likely: npt.NDArray[np.float32], *arguments: Any, **named: Any) -> Any:
        likely[..., -1] = np.minimum(likely[..., -1] * BLANKS, 1.0)
        return self._decoder(likely, *arguments, **named)


class _Config(dict[str, Any]):
    """What RapidOCR's classes take their settings from: by key and by attribute."""

    __getattr__ = dict.__getitem__


def _session(name: str, threads: int) -> Any:
    import onnxruntime
    import rapidocr

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # Threads that wait must not spin: Whisper hears on the same cores.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    file = Path(rapidocr.__file__).parent / "models" / name
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def _bgr(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(pixels[:, :, ::-1])
