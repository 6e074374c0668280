"""What scikit-learn's RidgeClassifier and PyTorch's AdamW make of set `a` of the numerics; writes heads.json.

Usage: make.py FOLDER-OF-NUMERICS   Made with scikit-learn 1.9.1, torch 2.15.0, numpy 2.4.6.
"""
import json
import pathlib
import sys

import numpy as np
import torch
from sklearn.linear_model import RidgeClassifier

features = pathlib.Path(sys.argv[1]) / "features"
x, y = np.load(features / "a-x.npy").astype(np.float64), np.load(features / "y.npy")
train, test = np.load(features / "train.npy"), np.load(features / "test.npy")
out = {"ridge": [], "nearest-class-mean": None, "linear-probe": None}

for alpha in (1e-3, 1.0, 1e3):
    model = RidgeClassifier(alpha=alpha, solver="cholesky").fit(x[train], y[train])
    scores = model.decision_function(x[test])
    top = np.sort(scores, 1)
    out["ridge"].append({"alpha": alpha, "prediction": model.predict(x[test]).tolist(),
                         "margin": (top[:, -1] - top[:, -2]).tolist(), "intercept": model.intercept_.tolist()})

unit = x / np.linalg.norm(x, axis=1, keepdims=True)
means = np.stack([unit[train][y[train] == c].mean(0) for c in range(12)])
means /= np.linalg.norm(means, axis=1, keepdims=True)
out["nearest-class-mean"] = {"prediction": (unit[test] @ means.T).argmax(1).tolist()}

epochs, batch, rate, decay = 3, 64, 0.01, 0.1
z = torch.tensor((x[train] - x[train].mean(0)) / x[train].std(0), dtype=torch.float32)
target = torch.tensor(y[train], dtype=torch.long)
W, b = torch.zeros(96, 12, requires_grad=True), torch.zeros(12, requires_grad=True)
optimizer = torch.optim.AdamW([{"params": [W], "weight_decay": decay}, {"params": [b], "weight_decay": 0}], lr=rate)
steps = epochs * -(-len(train) // batch)
generator = np.random.default_rng(0)
orders, step = [], 0
for _ in range(epochs):
    order = generator.permutation(len(train))
    orders.append(order.tolist())
    for start in range(0, len(train), batch):
        rows = order[start:start + batch]
        for group in optimizer.param_groups:
            group["lr"] = rate * (1 + np.cos(np.pi * step / steps)) / 2
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(z[rows] @ W + b, target[rows]).backward()
        optimizer.step()
        step += 1
out["linear-probe"] = {"epochs": epochs, "batch": batch, "learning_rate": rate, "weight_decay": decay, "orders": orders,
                       "weights": W.detach().numpy().round(7).tolist(), "bias": b.detach().numpy().round(7).tolist()}
(pathlib.Path(__file__).parent / "heads.json").write_text(json.dumps(out))
