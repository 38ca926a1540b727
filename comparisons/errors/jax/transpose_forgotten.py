import jax
import jax.numpy as jnp

h, w = jnp.zeros((32, 16)), jnp.zeros((10, 16))
y = h @ w
print(y)
