import jax
import jax.numpy as jnp

x, y = jnp.zeros((32, 64)), jnp.zeros((32, 10))
params = {"w": jnp.zeros((64, 10)), "b": jnp.zeros(10)}
gradients = jax.grad(lambda params: jnp.mean((x @ params["w"] - y) ** 2))(params)
print(gradients["b"])
