"""One workload in JAX: a call of a jitted function a step, and steps in a loop inside a jitted function."""

import os
import pathlib
import sys

threads = int(os.environ.get("SPEED_THREADS", "1"))
os.environ["JAX_PLATFORMS"] = "cpu"
if threads == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import jax
import jax.numpy as jnp

from workloads import COMPARED_RATE, MEASURED_RATE, data, median

# Steps in one call of the loop: what a call costs is not to be seen.
STEPS = {"a": 10_000, "b": 2_000, "c": 300, "d": 20, "e": 4}


def logits(parameters, x):
    for weight, bias in parameters[:-1]:
        x = jax.nn.relu(x @ weight + bias)
    weight, bias = parameters[-1]
    return x @ weight + bias


def loss(parameters, x, y):
    return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(logits(parameters, x)), axis=1))


def stepping(rate):
    def step(parameters, x, y):
        value, gradients = jax.value_and_grad(loss)(parameters, x, y)
        return jax.tree.map(lambda w, g: w - rate * g, parameters, gradients), value

    return step


def main(workload, seconds):
    parameters, x, y = jax.tree.map(jnp.asarray, data(workload))
    initial = parameters
    compared = jax.jit(stepping(COMPARED_RATE))
    for _ in range(5):
        parameters, _ = compared(parameters, x, y)
    value = float(loss(parameters, x, y))

    step = stepping(MEASURED_RATE)
    state = parameters
    jitted = jax.jit(step)

    def call():
        nonlocal state
        state, _ = jax.block_until_ready(jitted(state, x, y))

    print(f"call\t{median(seconds, call)}\t{value}", flush=True)
    count = STEPS[workload]
    loop = jax.jit(lambda p: jax.lax.fori_loop(0, count, lambda _, carry: step(carry[0], x, y), (p, jnp.float32(0))))
    time = median(seconds, lambda: jax.block_until_ready(loop(parameters))) / count
    print(f"loop\t{time}\t{value}", flush=True)

    row = x[:1]
    predict = jax.jit(logits)
    total = float(jnp.sum(jnp.abs(predict(initial, row))))
    time = median(seconds, lambda: jax.block_until_ready(predict(initial, row)))
    print(f"infer call\t{time}\t{total}", flush=True)
    # Each prediction's input depends on the one before, or the compiler would take it out of the loop.
    body = lambda _, x: x + 1e-9 * jnp.sum(logits(initial, x))
    many = 10_000 if workload in "abc" else 500
    loop = jax.jit(lambda x: jax.lax.fori_loop(0, many, body, x))
    time = median(seconds, lambda: jax.block_until_ready(loop(row))) / many
    print(f"infer loop\t{time}\t{total}", flush=True)


main(sys.argv[1], float(sys.argv[2]))
