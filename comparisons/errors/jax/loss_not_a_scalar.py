import jax
import jax.numpy as jnp

x, y, w = jnp.zeros((32, 64)), jnp.zeros((32, 10)), jnp.zeros((64, 10))
gradient = jax.grad(lambda w: (x @ w - y) ** 2)(w)
print(gradient)
