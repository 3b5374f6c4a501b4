"""What the JAX programs share: the optimizer, and a cheap source of random numbers."""

import jax
import jax.numpy as jnp
import numpy as np


def adam(learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    def init(parameters):
        zeros = jax.tree.map(jnp.zeros_like, parameters)
        return zeros, zeros, jnp.zeros((), jnp.int32)

    def update(gradient, state, parameters):
        m, v, step = state
        step += 1
        m = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, m, gradient)
        v = jax.tree.map(lambda v, g: beta2 * v + (1 - beta2) * g * g, v, gradient)
        t = step.astype(jnp.float32)
        a, b = 1 / (1 - beta1**t), 1 / (1 - beta2**t)
        parameters = jax.tree.map(
            lambda p, m, v: p - learning_rate * (m * a) / (jnp.sqrt(v * b) + epsilon),
            parameters, m, v)
        return parameters, (m, v, step)

    return init, update


def random_bits(seed, shape):
    """32 random bits each: a counter through a mixing function, far cheaper on a
    processor than JAX's threefry. `seed` is a uint32, another for every draw."""
    count = int(np.prod(shape))
    x = jnp.arange(count, dtype=jnp.uint32) * jnp.uint32(0x9E3779B9) + seed * jnp.uint32(0x85EBCA6B)
    for multiplier, shift in ((0x7FEB352D, 15), (0x846CA68B, 16)):
        x = (x ^ (x >> 16)) * jnp.uint32(multiplier)
        x ^= x >> shift
    return x.reshape(shape)


def below(bits, count):
    """A whole number below `count` (an array, at most 2^19) from each 32 random bits:
    the upper part of their product, in two halves of 13 bits."""
    count = jnp.asarray(count).astype(jnp.uint32)
    high, low = bits >> 19, (bits >> 6) & jnp.uint32(0x1FFF)
    return ((high * count + ((low * count) >> 13)) >> 13).astype(jnp.int32)


def unit(bits):
    """Uniform in [0, 1)."""
    return (bits >> 8).astype(jnp.float32) * np.float32(2**-24)
