"""Lists a folder as torchvision does and hashes every file. Prints JSON: seconds without and with the imports.

Usage: imageFolder.py FOLDER
"""
import time

began = time.perf_counter()

import hashlib
import json
import resource
import sys

from torchvision.datasets import ImageFolder

loaded = time.perf_counter()
samples = ImageFolder(sys.argv[1]).samples
manifest = []
for path, label in samples:
    with open(path, "rb") as file:
        manifest.append((path, label, hashlib.sha256(file.read()).hexdigest()))
done = time.perf_counter()
used = resource.getrusage(resource.RUSAGE_SELF)
print(
    json.dumps(
        {
            "images": len(manifest),
            "seconds": done - loaded,
            "processor_seconds": used.ru_utime + used.ru_stime,
            "megabytes": used.ru_maxrss / 1e3,
        }
    )
)
