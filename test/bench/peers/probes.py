"""FAISS, PyTorch and scikit-learn on the data of the measurement `probes`: one JSON request per line in, one answer out.

Every answer has `ms` and `cpu_ms`, of the work alone: data are read and laid out before. Both sides work to the same
objective: `target` is the value of sum CE + |W|^2 / (2C) at which a fit is good enough.
"""
import json
import sys
import time

import faiss
import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
import warnings

warnings.simplefilter("ignore", ConvergenceWarning)
files = {}


def load(path):
    if path not in files:
        files[path] = np.ascontiguousarray(np.load(path))
    return files[path]


class Reached(Exception):
    pass


class Clock:
    """Wall and processor time since it was made."""

    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def stop(self):
        return {"ms": (time.perf_counter() - self.wall) * 1e3, "cpu_ms": (time.process_time() - self.cpu) * 1e3}


class TorchRegression:
    """Weights start at 0, and where the last fit ended when it is asked again."""

    def __init__(self, X, y, classes):
        self.X, self.y = torch.from_numpy(X), torch.from_numpy(y).long()
        self.W = torch.zeros(classes, X.shape[1], requires_grad=True)
        self.b = torch.zeros(classes, requires_grad=True)

    def fit(self, c, target):
        evaluations, last = 0, None

        def closure():
            nonlocal evaluations, last
            evaluations += 1
            loss = torch.nn.functional.cross_entropy(self.X @ self.W.T + self.b, self.y, reduction="sum")
            loss = loss + (self.W ** 2).sum() / (2 * c)
            last = loss.item()
            if last <= target:
                raise Reached
            self.W.grad = self.b.grad = None
            (loss / len(self.y)).backward()
            return loss / len(self.y)

        optimizer = torch.optim.LBFGS([self.W, self.b], max_iter=2000, max_eval=5000, tolerance_grad=0, tolerance_change=0,
                                      history_size=10, line_search_fn="strong_wolfe")
        try:
            optimizer.step(closure)
        except Reached:
            pass
        return last, evaluations


def torch_logistic(request):
    X, y = load(request["x"]), load(request["y"])
    clock = Clock()
    regression = TorchRegression(X, y, int(y.max()) + 1)
    reached = [regression.fit(c, target) for c, target in zip(request["cs"], request["targets"])]
    times = clock.stop()
    return {**times, "objectives": [float(r[0]) for r in reached], "evaluations": sum(r[1] for r in reached)}


def sklearn_logistic(request):
    """The loosest tolerance of a ladder that reaches the target is found first, untimed."""
    X, y = load(request["x"]), load(request["y"])
    c, target = request["cs"][0], request["targets"][0]
    for tol in (1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 1e-6):
        clock = Clock()
        model = LogisticRegression(C=c, tol=tol, max_iter=5000).fit(X, y)
        times = clock.stop()
        z = X.astype(np.float64) @ model.coef_.T + model.intercept_
        m = z.max(1, keepdims=True)
        ce = (np.log(np.exp(z - m).sum(1)) + m[:, 0] - z[np.arange(len(y)), y]).sum()
        objective = ce + (model.coef_.astype(np.float64) ** 2).sum() / (2 * c)
        if objective <= target:
            break
    return {**times, "objectives": [objective], "evaluations": int(model.n_iter_[0])}


def faiss_knn(request):
    """Inner products of unit rows. Rows are normalised and added to the index inside the time, as ours are."""
    X, Q = load(request["x"]), load(request["q"])
    clock = Clock()
    unit, queries = X.copy(), Q.copy()
    faiss.normalize_L2(unit)
    faiss.normalize_L2(queries)
    for rows in request["sets"] or [None]:
        index = faiss.IndexFlatIP(X.shape[1])
        index.add(unit if rows is None else unit[rows])
        index.search(queries, request["k"])
    return clock.stop()


PEERS = {"torch-logistic": torch_logistic, "sklearn-logistic": sklearn_logistic, "faiss-knn": faiss_knn}
threads = int(sys.argv[1])
torch.set_num_threads(threads)
faiss.omp_set_num_threads(threads)
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(PEERS[request["peer"]](request)), flush=True)
