"""The workloads, for the programs in Python: what runtime/benches/steps/workloads.rs says, once more."""

import statistics
import time

import numpy

WORKLOADS = {
    "a": ([2, 8, 2], 4),
    "b": ([64, 64, 10], 32),
    "c": ([784, 128, 10], 32),
    "d": ([784, 512, 256, 10], 128),
    "e": ([1024, 1024, 1024, 10], 256),
}

COMPARED_RATE = 0.05
MEASURED_RATE = 1e-6


def noise(stream, shape):
    """Numbers from −1 to 1, counted row by row."""
    count = int(numpy.prod(shape))
    bits = numpy.arange(count, dtype=numpy.uint32) * numpy.uint32(0x9E3779B1)
    bits = bits + numpy.uint32(stream * 0x85EBCA6B & 0xFFFFFFFF)
    bits = (bits ^ (bits >> 16)) * numpy.uint32(0x7FEB352D)
    bits = (bits ^ (bits >> 15)) * numpy.uint32(0x846CA68B)
    bits = bits ^ (bits >> 16)
    return ((bits >> 8).astype(numpy.float32) / numpy.float32(8388608) - numpy.float32(1)).reshape(shape)


def data(workload):
    """Parameters as pairs of weight and bias, inputs, targets."""
    sizes, rows = WORKLOADS[workload]
    parameters = []
    for layer, shape in enumerate(zip(sizes, sizes[1:]), 1):
        scale = numpy.sqrt(numpy.float32(6 / shape[0]))
        parameters.append((noise(layer, shape) * scale, numpy.zeros(shape[1], numpy.float32)))
    classes = sizes[-1]
    y = numpy.eye(classes, dtype=numpy.float32)[numpy.arange(rows) % classes]
    return parameters, noise(0, (rows, sizes[0])), y


def median(seconds, call):
    """Median microseconds of a call."""
    start, calls = time.perf_counter(), 0
    while calls == 0 or time.perf_counter() - start < 0.1 * seconds:
        call()
        calls += 1
    times, start = [], time.perf_counter()
    while time.perf_counter() - start < seconds or len(times) < 5:
        before = time.perf_counter()
        call()
        times.append((time.perf_counter() - before) * 1e6)
    return statistics.median(times)
