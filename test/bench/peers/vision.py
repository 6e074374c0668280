"""Processor milliseconds per image of Pillow: decode, and decode + resize + crop by the recipe of CLIP. Prints JSON.

Usage: vision.py SECONDS FILE...   One thread; the median of five turns of SECONDS each.
"""
import io
import json
import statistics
import sys
import time

from PIL import Image, __version__


def decode(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def prepare(data, side=224):
    image = decode(data)
    width, height = image.size
    long = int(side * max(width, height) / min(width, height))
    width, height = (side, long) if width <= height else (long, side)
    image = image.resize((width, height), Image.Resampling.BICUBIC)
    left, top = round((width - side) / 2), round((height - side) / 2)
    return image.crop((left, top, left + side, top + side)).tobytes()


def milliseconds(work, seconds):
    turns = []
    for _ in range(5):
        start, processor, calls = time.perf_counter(), time.process_time(), 0
        while time.perf_counter() - start < seconds:
            work()
            calls += 1
        turns.append((time.process_time() - processor) / calls * 1e3)
    return statistics.median(turns)


seconds = float(sys.argv[1])
files = [open(path, "rb").read() for path in sys.argv[2:]]
times = [{"decode": milliseconds(lambda: decode(f), seconds), "all": milliseconds(lambda: prepare(f), seconds)} for f in files]
print(json.dumps({"version": __version__, "times": times}))
