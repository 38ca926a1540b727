use keisan::optim::Optimizer;
use keisan::{LossGraph, SMatrix, graph};

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        target y: [B, 2.0];
        param w: [4, 2] = he_normal;
        output h = x @ w;
        loss = mse(h, y);
    }
}

fn main() {
    let (x, y) = (SMatrix::<f32, 3, 4>::zeros(), SMatrix::<f32, 3, 2>::zeros());
    let mut params = GParams::init(&mut keisan::random::seeded(1));
    let mut grads = GParams::zeros();
    let mut net = G::<3>::boxed();
    let mut adam = keisan::optim::Adam::new(1e-3, &params);
    let pass = net.forward(&params, GInputs { x: &x, y: &y });
    println!("{} {}", pass.loss(), pass.h());
    pass.backward(&mut grads);
    adam.step(&mut params, &grads);
    println!("{} {}", params.w, net.predict(&params, &x));
    println!("{} {}", GParams::COUNT, params.as_slice().len());
    train(&mut *net, &params, GInputs { x: &x, y: &y }, &mut grads);
}

fn train<G: LossGraph>(net: &mut G, params: &G::Parameters, inputs: G::Inputs<'_>, grads: &mut G::Parameters) {
    net.gradients(params, inputs, grads);
}
