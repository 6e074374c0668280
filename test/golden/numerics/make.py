"""Rebuild the numerical reference fixtures.

    python make.py                 # all parts, in order
    python make.py knn metrics     # some parts (features must exist)

Python is used here only to make reference values: numpy, scipy, scikit-learn. Versions go to versions.json.
Everything is seeded and runs on one thread, so a second run with the same versions writes the same bytes.
Reference arithmetic is float64 on the stored float32 arrays: read the .npy, widen, compute.
"""
import os

for name in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'NUMBA_NUM_THREADS'):
    os.environ[name] = '1'

import sys
import time
from importlib import import_module, metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
PARTS = ['features', 'knn', 'logistic', 'metrics', 'zero_shot', 'bad_input']


def main():
    from parts.common import save_json
    for part in sys.argv[1:] or PARTS:
        start = time.perf_counter()
        import_module('parts.' + part).make()
        print('%-12s %6.1f s' % (part, time.perf_counter() - start), flush=True)
    save_json('versions.json', {'python': '.'.join(map(str, sys.version_info[:3]))} |
              {p: metadata.version(p) for p in ('numpy', 'scipy', 'scikit-learn')})


if __name__ == '__main__':
    main()
