"""What one would write with scikit-learn for the measurement `studyEvaluation`: one JSON request per line in, one answer out.

A request is one encoder and data set; its answer has `ms` and `cpu_ms`, from reading the features to the last prediction.
"""
import json
import sys
import time
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

warnings.simplefilter("ignore", ConvergenceWarning)


def evaluate(request):
    X, y = np.load(request["x"]), np.load(request["y"])
    right = {"cells": len(request["splits"]), "knn": 0.0, "logistic": 0.0}
    for split in request["splits"]:
        train, test = split["train"], split["test"]
        for name, model in (("knn", KNeighborsClassifier()), ("logistic", LogisticRegression(max_iter=1000))):
            prediction = model.fit(X[train], y[train]).predict(X[test])
            right[name] += float(np.mean(prediction == y[test]))
    return right


for line in sys.stdin:
    request = json.loads(line)
    wall, cpu = time.perf_counter(), time.process_time()
    answer = evaluate(request)
    answer["ms"], answer["cpu_ms"] = (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3
    print(json.dumps(answer), flush=True)
