import jax
import jax.numpy as jnp

x, w, b = jnp.zeros((32, 64)), jnp.zeros((64, 16)), jnp.zeros(17)
h = jax.nn.relu(x @ w + b)
print(h)
