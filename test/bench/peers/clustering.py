"""scikit-learn and umap-learn on the data of the measurement `clustering`: one JSON request per line in, one answer out.

Every answer has `ms` and `cpu_ms`, of the work alone: data are read before. The first call of umap-learn in a process
compiles; the one after it is warm.
"""
import json
import sys
import time
import warnings

import numpy as np

warnings.simplefilter("ignore")
files = {}


def load(path):
    if path not in files:
        files[path] = np.ascontiguousarray(np.load(path))
    return files[path]


def timed(work):
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, {"ms": (time.perf_counter() - wall) * 1e3, "cpu_ms": (time.process_time() - cpu) * 1e3}


def kmeans(request):
    from sklearn.cluster import KMeans

    X = load(request["x"])
    model = KMeans(request["k"], n_init=request["starts"], random_state=0)
    fitted, times = timed(lambda: model.fit(X))
    centres = fitted.cluster_centers_.astype(np.float64)
    inertia = sum(((X[i : i + 1000].astype(np.float64) - centres[fitted.labels_[i : i + 1000]]) ** 2).sum() for i in range(0, len(X), 1000))
    return {**times, "inertia": inertia}


def umap(request):
    X = load(request["x"])

    def work():
        from umap import UMAP

        return UMAP(random_state=0).fit_transform(X)

    return timed(work)[1]


PEERS = {"kmeans": kmeans, "umap": umap}
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(PEERS[request["peer"]](request)), flush=True)
