use keisan::graph;

graph! {
    pub graph Net<const B: usize> {
        budget = "64 KiB";
        input x: [B, 64];
        target y: [B, 10];
        param w1: [64, 512] = he_normal;
        param w2: [512, 10] = he_normal;
        let h = relu(x @ w1);
        output probs = softmax(h @ w2);
        loss = mean(cross_entropy(probs, y));
    }
}

fn main() {
    let params = NetParams::zeros_boxed();
    let (x, y) = (keisan::SMatrix::<f32, 8, 64>::zeros(), keisan::SMatrix::<f32, 8, 10>::zeros());
    let mut net = Net::<8>::boxed();
    println!("{}", net.forward(&params, NetInputs { x: &x, y: &y }).loss());
}
