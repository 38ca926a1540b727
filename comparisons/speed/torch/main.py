"""One workload in PyTorch, eagerly."""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import torch

from workloads import COMPARED_RATE, MEASURED_RATE, data, median

torch.set_num_threads(int(os.environ.get("SPEED_THREADS", "1")))


def logits(parameters, x):
    for weight, bias in parameters[:-1]:
        x = torch.relu(torch.addmm(bias, x, weight))
    weight, bias = parameters[-1]
    return torch.addmm(bias, x, weight)


def main(workload, seconds):
    initial, x, y = data(workload)
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    parameters = [tuple(torch.from_numpy(part.copy()).requires_grad_() for part in layer) for layer in initial]
    leaves = [part for layer in parameters for part in layer]

    def step(rate):
        loss = torch.nn.functional.cross_entropy(logits(parameters, x), y)
        gradients = torch.autograd.grad(loss, leaves)
        with torch.no_grad():
            torch._foreach_add_(leaves, gradients, alpha=-rate)

    for _ in range(5):
        step(COMPARED_RATE)
    with torch.no_grad():
        value = float(torch.nn.functional.cross_entropy(logits(parameters, x), y))
    print(f"step\t{median(seconds, lambda: step(MEASURED_RATE))}\t{value}", flush=True)

    start = [tuple(torch.from_numpy(part) for part in layer) for layer in initial]
    row = x[:1].contiguous()
    with torch.inference_mode():
        total = float(logits(start, row).abs().sum())
        print(f"infer\t{median(seconds, lambda: logits(start, row))}\t{total}", flush=True)


main(sys.argv[1], float(sys.argv[2]))
