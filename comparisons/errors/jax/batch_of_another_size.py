import jax
import jax.numpy as jnp

x, y, w = jnp.zeros((32, 64)), jnp.zeros((16, 10)), jnp.zeros((64, 10))
loss = jnp.mean((x @ w - y) ** 2)
print(loss)
