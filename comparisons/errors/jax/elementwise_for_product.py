import jax
import jax.numpy as jnp

x, w = jnp.zeros((32, 64)), jnp.zeros((64, 16))
h = jax.nn.relu(x * w)
print(h)
